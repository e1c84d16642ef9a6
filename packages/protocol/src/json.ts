import { z } from "zod";
import { MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES } from "./limits.ts";

const TOO_DEEP = `expected at most ${MAX_JSON_DEPTH} levels of nesting, received more; make it flatter`;
const NOT_JSON = "expected JSON, received something that JSON cannot hold; send plain data";

/** Any JSON within the bounds of a payload. */
export const AnyPayload = z.unknown().check(({ value, issues }) => {
  const message = payloadProblem(value);
  if (message !== undefined) issues.push({ code: "custom", message, input: value });
});

/** A job's payload: null when absent. */
export const Payload = AnyPayload.default(null);

/** A result of a job: any JSON. Its size is bounded by that of the request. */
export const Result = z.unknown().refine((value) => !isDeeperThan(value, MAX_JSON_DEPTH), TOO_DEEP);

function payloadProblem(value: unknown): string | undefined {
  let text: string | undefined;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch (error) {
    return error instanceof RangeError ? TOO_DEEP : NOT_JSON;
  }
  if (text === undefined) return NOT_JSON;
  // Each level takes two brackets, so that a short text needs no look at its depth.
  if (text.length > 2 * MAX_JSON_DEPTH && isDeeperThan(value, MAX_JSON_DEPTH)) return TOO_DEEP;
  // No character takes more than three bytes.
  if (3 * text.length <= MAX_PAYLOAD_BYTES) return undefined;
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_PAYLOAD_BYTES) return undefined;
  return `expected at most ${MAX_PAYLOAD_BYTES} bytes of JSON, received ${bytes}; store large data elsewhere and send its address`;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((part) => isDeeperThan(part, levels - 1));
}
