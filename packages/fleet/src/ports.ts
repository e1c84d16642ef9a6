import type { Clock } from "@pigeon/retry";
import type { Cloud } from "./cloud.ts";
import type { FleetNews } from "./events.ts";
import type { HubPort } from "./hub-port.ts";
import type { Launchpad } from "./launchpad.ts";
import type { Memory } from "./memory.ts";
import type { Tally } from "./tally.ts";
import { inTime } from "./time.ts";

/** What the steps of a round share. */
export interface Parts {
  readonly cluster: string;
  readonly cloud: Cloud;
  readonly hub: HubPort;
  readonly clock: Clock;
  readonly now: () => number;
  readonly callTimeoutMs: number;
  readonly memory: Memory;
  readonly launchpad: Launchpad;
  readonly tally: Tally;
  readonly tell: (news: FleetNews) => void;
  /** The fleet goes down whatever becomes of jobs: also without a hub. */
  readonly forced: () => boolean;
}

/** How long a hub is waited for that the fleet can do without, in ms. */
const FORCED_HUB_MS = 5_000;

/** A call to the hub. When the fleet is forced down, `otherwise` stands for an answer that does not come. */
export async function askHub<T>(
  parts: Parts,
  operation: string,
  call: (signal: AbortSignal) => Promise<T>,
  otherwise: T,
): Promise<T> {
  const { clock, callTimeoutMs, forced } = parts;
  if (!forced()) return await ask(parts, operation, call);
  try {
    return await inTime(clock, Math.min(callTimeoutMs, FORCED_HUB_MS), operation, call);
  } catch {
    return otherwise;
  }
}

/** A call with its time limit. */
export function ask<T>(
  { clock, callTimeoutMs }: Parts,
  operation: string,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return inTime(clock, callTimeoutMs, operation, call);
}
