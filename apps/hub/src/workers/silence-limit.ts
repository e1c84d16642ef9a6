import { adaptiveDeadline, type DeadlinePolicy } from "@pigeon/detector";

/** Of what the workers promise, in intervals: less is no silence, and more is not waited for. */
const LEAST = 1.5;
const MOST = 4;

/** Learned from each worker's heartbeats, but bound to what it promised, since the contract asks for no more. */
export function silenceLimit(heartbeatIntervalMs: number): DeadlinePolicy {
  return adaptiveDeadline({
    floorMs: LEAST * heartbeatIntervalMs,
    ceilingMs: MOST * heartbeatIntervalMs,
  });
}
