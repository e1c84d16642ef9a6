import type { HubLimits } from "./limits.ts";

/** What the store was asked for and has not answered yet. */
export interface Load {
  readonly changes: number;
  readonly payloadChars: number;
}

/**
 * Why new jobs must wait; undefined when they may come in. Only clients are asked to wait: results, leases
 * and heartbeats make room, and are never refused for a full house.
 */
export function whyBehind(
  { changes, payloadChars }: Load,
  { pendingChanges, pendingPayloadChars }: Pick<HubLimits, "pendingChanges" | "pendingPayloadChars">,
): string | undefined {
  if (changes >= pendingChanges) return `${changes} changes of jobs wait to be written`;
  if (payloadChars >= pendingPayloadChars) return `payloads of ${payloadChars} characters wait to be written`;
  return undefined;
}
