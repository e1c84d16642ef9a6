import { describeValue, DetectorOptionsError } from "./options-error.ts";
import type { WorkerInfo } from "./worker.ts";

const DAY_MS = 86_400_000;

/** A copy of what is worth keeping; `undefined` when there is nothing. */
export function copyInfo({ incarnation, labels }: WorkerInfo): WorkerInfo | undefined {
  if (incarnation === undefined && labels === undefined) return undefined;
  return { incarnation, labels: labels && { ...labels } };
}

/**
 * @throws {TypeError} when the id is not a string or empty.
 * @throws {DetectorOptionsError} when the interval is not a number in its range.
 */
export function checkWorker(id: unknown, { heartbeatIntervalMs: interval }: WorkerInfo): void {
  if (typeof id !== "string" || id === "") {
    throw new TypeError(
      `A worker's id must be a string of at least one character, received ${describeValue(id)}`,
    );
  }
  if (interval !== undefined && !(typeof interval === "number" && interval >= 1 && interval <= DAY_MS)) {
    const expected = `a number from 1 to ${DAY_MS}`;
    throw new DetectorOptionsError([
      { option: "registerWorker.heartbeatIntervalMs", received: describeValue(interval), expected },
    ]);
  }
}
