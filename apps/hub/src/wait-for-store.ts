import type { ErrorLogger } from "@pigeon/errors";
import { backoffDelayMs } from "@pigeon/retry";
import type { Clock } from "./ports.ts";
import { StoreError } from "./store/port.ts";

export interface StoreWait {
  /** How long to wait at the most after the first try; 0 not at all. */
  readonly limitMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Pick<ErrorLogger, "warn" | "info">;
  /** Called before each pause. */
  readonly onWait: (error: StoreError, since: number) => Promise<void>;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** Short enough to be there soon after the store is, long enough to be no burden on one that comes up. */
const BACKOFF = { strategy: "exponential", baseDelayMs: 200, maxDelayMs: 2_000, jitter: "equal" } as const;

/**
 * Tries again what fails because the store cannot serve yet. What waiting does not mend fails at once. The log has
 * it when the wait begins, when the reason is another one, and when the store is there.
 */
export async function waitForStore<T>(attempt: () => Promise<T>, wait: StoreWait): Promise<T> {
  const { limitMs, clock, random, logger, onWait, signal } = wait;
  let waits: { readonly since: number; readonly from: number; said?: string } | undefined;
  for (let failures = 1; ; failures += 1) {
    try {
      const result = await attempt();
      if (waits !== undefined)
        logger.info({}, `the store is there, after ${seconds(clock.monotonic() - waits.from)}`);
      return result;
    } catch (error) {
      if (!(error instanceof StoreError) || error.lasting) throw error;
      signal?.throwIfAborted();
      waits ??= { since: clock.now(), from: clock.monotonic() };
      const leftMs = waits.from + limitMs - clock.monotonic();
      if (leftMs <= 0) throw limitMs === 0 ? error : inVain(error, limitMs);
      if (error.message !== waits.said)
        logger.warn({}, `waiting for the store, ${seconds(limitMs)} at the most: ${error.message}`);
      waits.said = error.message;
      await onWait(error, waits.since);
      await pause(clock, Math.min(leftMs, backoffDelayMs(BACKOFF, failures, random)), signal);
    }
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

function inVain(error: StoreError, limitMs: number): StoreError {
  const { code, message, reason } = error;
  return new StoreError(code, `${message}; waited ${seconds(limitMs)} for it (PIGEON_STORE_WAIT_MS)`, {
    cause: error,
    ...(reason === undefined ? {} : { reason }),
  });
}

function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopTimer = clock.after(ms, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    const abort = () => {
      stopTimer();
      reject(signal?.reason as Error);
    };
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
