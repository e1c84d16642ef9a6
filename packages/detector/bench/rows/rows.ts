import type { DeadlinePolicy } from "../../src/deadline-policy.ts";
import {
  adaptiveDeadline,
  chenDeadline,
  fixedDeadline,
  missedHeartbeats,
  phiAccrual,
} from "../../src/index.ts";
import { bertier } from "./bertier.ts";
import { cassandra } from "./cassandra.ts";

/** What is measured, by its name in the tables. */
export const policies = {
  "fixed, 2 intervals": fixedDeadline({ intervals: 2 }),
  "3 missed heartbeats": missedHeartbeats({ misses: 3 }),
  "phi accrual, Pekko's defaults": phiAccrual(),
  "phi 8, no pause": phiAccrual({ acceptableHeartbeatPauseMs: 0 }),
  "Chen's NFD-E, margin 1 interval": chenDeadline(),
  "Cassandra, phi 8": cassandra(),
  Bertier: bertier(),
  adaptive: adaptiveDeadline(),
} as const satisfies Record<string, DeadlinePolicy>;

export const DETECTOR = "the whole detector";

export type RowName = keyof typeof policies | typeof DETECTOR;

export const rowNames: readonly RowName[] = [
  ...(Object.keys(policies) as (keyof typeof policies)[]),
  DETECTOR,
];
