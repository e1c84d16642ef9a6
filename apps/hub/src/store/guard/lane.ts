import { createBreaker, type Breaker } from "@pigeon/breaker";
import type { Clock } from "../../ports.ts";
import { StoreError } from "../port.ts";
import { tell } from "./told.ts";

/** Failures in a row after which nobody is let through any more. */
const FAILURES = 3;
/** Work that waits for so long while nothing at all is answered has met a store that hangs. */
const STALL_MS = 5_000;
/** How often a store that is down is asked whether it is back. */
const PROBE_EVERY_MS = 500;
/** Only the timer probes, one at a time, and its probe ends by itself. */
const PROBE_PATIENCE_MS = 600_000;

/** What a store said of itself, or of the server behind it: it cannot work now, whoever asks. */
const DOWN: ReadonlySet<unknown> = new Set(["unavailable", "full", "locked"]);

export interface LaneParts {
  readonly clock: Clock;
  /** Resolves when the store works again. Must not hang for ever. */
  readonly probe: () => Promise<unknown>;
  /** Called for the first failure after a success: one of those that follow may be the end of it. */
  readonly onFailure: (error: StoreError) => void;
  readonly onChange: () => void;
}

/**
 * One way into a store. After failures in a row, or when nothing comes back, it is down: then everyone gets
 * their answer at once, and a timer asks whether it is back, so that no caller has to.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #breaker: Breaker;
  #down: { readonly since: number; error: StoreError } | undefined;
  #failing = false;
  #waiting = 0;
  /** When something was answered last, or began to wait while nothing else did. */
  #movedAt = 0;
  #stopWatch: (() => void) | undefined;
  #stopProbe = (): void => {};
  #ended = false;

  constructor(name: string, parts: LaneParts) {
    this.#parts = parts;
    this.#breaker = createBreaker({
      name,
      failureThreshold: FAILURES,
      // Work that is under way may still be done, so it is never given up here; waiting is bounded above.
      timeoutMs: false,
      recoveryTimeoutMs: 0,
      halfOpenMaxRequests: 1,
      probeTimeoutMs: PROBE_PATIENCE_MS,
      clock: { now: () => parts.clock.monotonic() },
    });
  }

  /** Since when it is down, in ms since the epoch, and what was said last; undefined while it works. */
  get down(): { readonly since: number; readonly error: StoreError } | undefined {
    return this.#down;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#down !== undefined) throw refusal(this.#down.error);
    const acquired = this.#breaker.tryAcquire();
    if (!acquired.ok) throw refusal(acquired.error);
    const { permit } = acquired;
    this.#begin();
    try {
      const answer = await work();
      this.#failing = false;
      permit.success();
      return answer;
    } catch (error) {
      if (isDown(error)) {
        permit.failure(error);
        this.#failed(error);
      } else if (error instanceof StoreError && error.code === "closed") permit.ignore();
      else permit.success();
      throw error;
    } finally {
      this.#waiting -= 1;
      this.#movedAt = this.#parts.clock.monotonic();
    }
  }

  /** Work that has its own way to the store: it is never refused, and what it meets counts. */
  async follow<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isDown(error)) {
        const acquired = this.#down === undefined ? this.#breaker.tryAcquire() : undefined;
        if (acquired?.ok === true) acquired.permit.failure(error);
        if (this.#down !== undefined) this.#down.error = error;
        this.#failed(error);
      }
      throw error;
    }
  }

  end(): void {
    this.#ended = true;
    this.#stopWatch?.();
    this.#stopProbe();
  }

  #begin(): void {
    if (this.#waiting === 0) this.#movedAt = this.#parts.clock.monotonic();
    this.#waiting += 1;
    if (this.#stopWatch === undefined && !this.#ended) this.#watchFor(STALL_MS);
  }

  /** One timer for all that waits. */
  #watchFor(delayMs: number): void {
    this.#stopWatch = this.#parts.clock.after(delayMs, () => {
      this.#stopWatch = undefined;
      if (this.#waiting === 0 || this.#down !== undefined) return;
      const still = this.#parts.clock.monotonic() - this.#movedAt;
      if (still < STALL_MS) return this.#watchFor(STALL_MS - still);
      const error = new StoreError("unavailable", `the store has not answered for ${STALL_MS / 1000} s`, {
        reason: "it does not answer",
      });
      while (this.#breaker.state === "closed") {
        const acquired = this.#breaker.tryAcquire();
        if (acquired.ok) acquired.permit.failure(error);
      }
      this.#failed(error);
    });
  }

  #failed(error: StoreError): void {
    tell(error);
    if (this.#down !== undefined || this.#ended) return;
    if (this.#breaker.state === "closed") {
      if (!this.#failing) this.#parts.onFailure(error);
      this.#failing = true;
      return;
    }
    this.#down = { since: this.#parts.clock.now(), error };
    this.#parts.onChange();
    this.#probeSoon();
  }

  #probeSoon(): void {
    if (this.#ended) return;
    this.#stopProbe = this.#parts.clock.after(PROBE_EVERY_MS, () => void this.#probe());
  }

  async #probe(): Promise<void> {
    const acquired = this.#breaker.tryAcquire();
    if (!acquired.ok) return this.#probeSoon();
    try {
      await this.#parts.probe();
      acquired.permit.success();
    } catch (error) {
      acquired.permit.failure(error);
      if (this.#down !== undefined && isDown(error)) this.#down.error = error;
    }
    if (this.#breaker.state !== "closed") return this.#probeSoon();
    this.#down = undefined;
    this.#failing = false;
    this.#parts.onChange();
  }
}

function isDown(error: unknown): error is StoreError {
  return error instanceof StoreError && DOWN.has(error.code);
}

/** A new one for each caller, with what is known by now: it was not even tried. */
function refusal(cause: Error): StoreError {
  const { code = "unavailable", reason = "it does not answer" } = cause instanceof StoreError ? cause : {};
  return tell(
    new StoreError(code, `not tried, since the store is down: ${cause.message}`, { cause, reason }),
  );
}
