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
}

/** A call to the cloud or the hub, with its time limit. */
export function ask<T>(
  { clock, callTimeoutMs }: Parts,
  operation: string,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return inTime(clock, callTimeoutMs, operation, call);
}
