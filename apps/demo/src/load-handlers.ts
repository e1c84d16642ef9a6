import { setTimeout as sleep } from "node:timers/promises";

/** What an attempt of a load job does: its plan says so, attempt by attempt; the last entry goes on. */
export type Step = "ok" | "fail" | "permanent" | "hang";

export interface LoadPayload {
  readonly n: number;
  /** One step for each failure that the job is to live through, then how it ends. */
  readonly plan: readonly Step[];
  readonly ms: number;
}

// How far each job's plan has come cannot live here: workers die. The attempts that failed tell.
export const handlers = {
  "load.job": async (
    { payload, attempt }: { payload: unknown; attempt: number },
    { signal }: { signal: AbortSignal },
  ): Promise<{ square: number }> => {
    const { n, plan, ms } = payload as LoadPayload;
    const step = plan[Math.min(attempt, plan.length) - 1];
    await sleep(ms, undefined, { signal });
    if (step === "hang") await sleep(60_000, undefined, { signal });
    if (step === "fail") throw new Error(`injected failure of job ${n}`);
    if (step === "permanent") throw Object.assign(new Error("injected, for good"), { retryable: false });
    return { square: n * n };
  },
};
