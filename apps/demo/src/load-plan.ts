import type { JobSpec } from "@pigeon/client";
import type { LoadPayload, Step } from "./load-handlers.ts";

/** Mulberry32 (Tommy Ettinger, public domain): small, seeded, good enough to spread faults. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Attempts that each job has: enough to outlive every injected fault and every killed worker. */
const MAX_ATTEMPTS = 20;
const TIMEOUT_MS = 400;

/** The job number `n`: most succeed at once, some after failures or a hang, a few never. */
export function loadJob(n: number, random: () => number): JobSpec & { payload: LoadPayload } {
  const plan: Step[] = [];
  while (random() < 0.12) plan.push(random() < 0.1 ? "hang" : "fail");
  plan.push(random() < 0.01 ? "permanent" : "ok");
  return {
    type: "load.job",
    payload: { n, plan, ms: Math.floor(random() * 5) },
    priority: Math.floor(random() * 3),
    maxAttempts: MAX_ATTEMPTS,
    timeoutMs: TIMEOUT_MS,
    idempotencyKey: `load-${n}`,
    labels: { n: String(n) },
  };
}

/** How the job must end, whatever is killed on the way. */
export function expectedState(plan: readonly Step[]): "succeeded" | "dead" {
  return plan.at(-1) === "permanent" ? "dead" : "succeeded";
}
