import { Job, MAX_WAIT_MS } from "@pigeon/protocol";
import { RetryDeadlineError, retry } from "@pigeon/retry";
import { expectAnswer } from "./answer.ts";
import type { CallOptions } from "./calls.ts";
import type { Hubs } from "./hubs.ts";
import { JobWaitTimeoutError } from "./job-errors.ts";
import { mayRetry } from "./may-retry.ts";
import { pause } from "./pause.ts";
import type { Settings } from "./options.ts";

export interface GetJobOptions extends CallOptions {
  /** The hub holds its answer until the job is finished or this time is up, 0..60000. Default 0. */
  readonly waitMs?: number;
}

export interface WaitOptions extends CallOptions {
  /** Longest wait, in ms, 1..2147483647. Default: as long as it takes. */
  readonly timeoutMs?: number;
}

/** One long poll, when connections are plenty (20 s). */
const POLL_MS = 20_000;
/** The same with several hubs: the sooner is one left that keeps its connections and answers nothing. */
const POLL_OF_SEVERAL_MS = 5000;
const MIN_POLL_MS = 100;
/** Pause after a hub that did not hold its answer, as one that is shutting down does not. */
const PAUSE_MS = 50;

export function isFinished({ state }: Job): boolean {
  return state === "succeeded" || state === "dead" || state === "cancelled";
}

export function jobPath(id: string, waitMs = 0): string {
  return `/v1/jobs/${encodeURIComponent(id)}${waitMs > 0 ? `?waitMs=${waitMs}` : ""}`;
}

/** With more waits than connections, each poll is shorter, so that every wait gets its turn. */
export function pollMs(waits: number, connections: number, hubs: number): number {
  const most = hubs > 1 ? POLL_OF_SEVERAL_MS : POLL_MS;
  return Math.min(MAX_WAIT_MS, Math.max(MIN_POLL_MS, Math.floor(most * Math.min(1, connections / waits))));
}

/** Waits for jobs, through restarts of the hub. */
export function createWaiter(
  hubs: Hubs,
  { retry: policy, maxConnections, system }: Settings,
): (id: string, options: WaitOptions) => Promise<Job> {
  let waits = 0;
  return async (id, { timeoutMs, signal }) => {
    let seen: Job | undefined;
    waits += 1;
    const poll = async (attemptSignal: AbortSignal): Promise<Job> => {
      for (;;) {
        const waitMs = pollMs(waits, maxConnections, hubs.size);
        const startedAt = system.now();
        const request = { method: "GET", path: jobPath(id, waitMs), waitMs } as const;
        const body = await hubs.ask(true, (hub, answerMs) => hub.send(request, answerMs, attemptSignal));
        seen = expectAnswer(Job, body, `GET ${jobPath(id)}`);
        if (isFinished(seen)) return seen;
        if (system.now() - startedAt < PAUSE_MS) await pause(system, PAUSE_MS, attemptSignal);
      }
    };
    try {
      return await retry((context) => poll(context.signal), {
        ...policy,
        maxRetries: Number.POSITIVE_INFINITY,
        maxDelayMs: Math.min(policy.maxDelayMs ?? 2000, 2000),
        totalTimeoutMs: timeoutMs,
        signal,
        shouldRetry: ({ error }) => mayRetry(error, true),
      });
    } catch (error) {
      if (!(error instanceof RetryDeadlineError)) throw error;
      throw new JobWaitTimeoutError(id, error.totalTimeoutMs, seen, error.cause);
    } finally {
      waits -= 1;
    }
  };
}
