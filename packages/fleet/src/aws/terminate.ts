import type { TerminateOutcome } from "../cloud.ts";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";

/** As many as EC2 advises for one request. */
const BATCH = 100;

/**
 * Terminates instances. EC2 refuses a request with a single id that it does not know and then terminates none,
 * so such ids are taken out, and the rest is asked for again.
 */
export async function terminateInstances(
  caller: Caller,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<readonly TerminateOutcome[]> {
  const outcomes = new Map<string, TerminateOutcome>();
  for (let at = 0; at < ids.length; at += BATCH)
    await terminateBatch(caller, ids.slice(at, at + BATCH), outcomes, signal);
  return ids.map((id) => outcomes.get(id) ?? { kind: "unknown", id, reason: "EC2 did not answer for it" });
}

async function terminateBatch(
  caller: Caller,
  batch: readonly string[],
  outcomes: Map<string, TerminateOutcome>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let left = batch;
  while (left.length > 0) {
    try {
      await caller.call("TerminateInstances", { InstanceIds: [...left] }, signal);
      for (const id of left) outcomes.set(id, { kind: "terminated", id });
      return;
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      const unknown = unknownIds(error, left);
      for (const id of unknown) outcomes.set(id, { kind: "terminated", id });
      left = left.filter((id) => !unknown.includes(id));
      if (unknown.length > 0) continue;
      if (error.code === "InvalidInstanceID.NotFound") {
        for (const id of left) await terminateBatch(caller, [id], outcomes, signal);
        return;
      }
      const kind = error.retryable ? "unknown" : "denied";
      for (const id of left) outcomes.set(id, { kind, id, reason: error.message });
      return;
    }
  }
}

/** The ids that EC2 says it does not know. One that is asked for alone needs no naming. */
function unknownIds({ code, message }: AwsCallError, asked: readonly string[]): readonly string[] {
  if (code !== "InvalidInstanceID.NotFound") return [];
  const named = asked.filter((id) => message.includes(id));
  return named.length === 0 && asked.length === 1 ? asked : named;
}
