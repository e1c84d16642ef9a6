import { randomUUID } from "node:crypto";

/** Tells the time. */
export interface Clock {
  /** ms since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export const systemIds = (): string => randomUUID();
