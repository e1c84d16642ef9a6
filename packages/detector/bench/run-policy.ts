import type { DeadlinePolicy } from "../src/deadline-policy.ts";
import { outside, type FleetTrace, type Life, type Span } from "./trace.ts";

/** A silence of so many promised intervals is the gap whose lesson is measured. */
const LONG_GAP = 50;

export interface PolicyRun {
  /** For each life, when its worker was called dead. */
  readonly accused: readonly (readonly Span[])[];
  /** After a long gap: the longest limit divided by the one before it; 0 without such a gap. */
  readonly growthAfterGap: number;
}

/**
 * A policy alone on the plain clock, judging at the very moment a deadline passes. Only while the monitor
 * is stalled it judges nothing, and at the end it judges before it reads, as timers do in Node.
 */
export function runPolicy(policy: DeadlinePolicy, promiseMs: number, trace: FleetTrace): PolicyRun {
  const memory = new Float64Array(Math.max(1, policy.memorySize));
  let growthAfterGap = 0;

  function judge(life: Life): Span[] {
    const accused: Span[] = [];
    let limitBeforeGap = 0;
    policy.begin(memory, 0, promiseMs);
    let seenAt = life.registeredAt;
    let limitMs = policy.limitMs(memory, 0);
    let first = true;
    for (const readAt of life.readsAt) {
      if (readAt - seenAt > limitMs)
        accused.push({ from: outside(trace.stalls, seenAt + limitMs), to: readAt });
      if (!first && readAt > seenAt) {
        if (readAt - seenAt > LONG_GAP * promiseMs) limitBeforeGap = limitMs;
        policy.learn(memory, 0, readAt - seenAt);
        limitMs = policy.limitMs(memory, 0);
        if (limitBeforeGap > 0) growthAfterGap = Math.max(growthAfterGap, limitMs / limitBeforeGap);
      }
      first = false;
      seenAt = readAt;
    }
    const from = outside(trace.stalls, seenAt + limitMs);
    if (from < life.endAt) accused.push({ from, to: Infinity });
    return accused;
  }

  const accused = trace.lives.map(judge);
  return { accused, growthAfterGap };
}
