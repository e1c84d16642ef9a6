import { AttemptContext } from "../attempt-context.ts";
import { checkOptions } from "../check-options.ts";
import { retryableFlagOf } from "../error-contract.ts";
import { HedgeLostError } from "../errors.ts";
import { notify } from "../notify.ts";
import { requireFunction } from "../retry.ts";
import { retryKindOf } from "../retry-kind.ts";
import { systemClock } from "../system.ts";
import type { Clock, RetryFunction } from "../types.ts";
import { hedgeDelayMs, hedgeRules, type HedgeOptions } from "./hedge-options.ts";

/**
 * Calls `fn`, and calls it again beside the first if that takes long; the first success wins, and the
 * signals of the others are aborted with {@link HedgeLostError}. An attempt that fails is followed by
 * the next one at once. **Only for work that may be done twice.** (Dean and Barroso, "The Tail at
 * Scale", 2013; failures as in gRFC A6.)
 *
 * Rejects with
 * - an `AggregateError` of all errors when every attempt failed;
 * - the error of `fn` itself when it carries `retryable: false`: then nothing more is tried;
 * - the reason of `signal` when the caller aborts;
 * - `RetryOptionsError` when options are invalid; `fn` is not called then.
 */
export async function hedge<T>(fn: RetryFunction<T>, options: HedgeOptions = {}): Promise<T> {
  requireFunction(fn);
  checkOptions(options, hedgeRules);
  options.signal?.throwIfAborted();
  return await new Promise<T>((resolve, reject) => new Race(fn, options, resolve, reject).start());
}

class Race<T> {
  readonly #fn: RetryFunction<T>;
  readonly #options: HedgeOptions;
  readonly #clock: Clock;
  readonly #running = new Set<AttemptContext>();
  readonly #errors: unknown[] = [];
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;
  #number = 0;
  #left: number;
  #held = 0;
  #over = false;
  #cancelTimer: (() => void) | undefined;

  constructor(
    fn: RetryFunction<T>,
    options: HedgeOptions,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#fn = fn;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#left = options.maxHedges ?? 1;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    const { signal, budget } = this.#options;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#step(() => {
      budget?.begin(this.#clock.now());
      this.#launch();
    });
  }

  /** A budget, latencies or a clock of the user's own may throw: the call then rejects with that. */
  #step(work: () => void): void {
    if (this.#over) return;
    try {
      work();
    } catch (error) {
      this.#end(error);
      this.#reject(error);
    }
  }

  #launch(): void {
    this.#number += 1;
    const context = new AttemptContext(this.#number);
    this.#running.add(context);
    const startedAt = this.#clock.now();
    this.#cancelTimer?.();
    this.#cancelTimer =
      this.#left > 0
        ? this.#clock.setTimer(() => this.#step(() => this.#hedge("delay")), hedgeDelayMs(this.#options))
        : undefined;
    startNow(this.#fn, context).then(
      (value) => this.#step(() => this.#succeed(context, value, startedAt)),
      (error: unknown) => this.#step(() => this.#fail(context, error)),
    );
  }

  #succeed(context: AttemptContext, value: T, startedAt: number): void {
    this.#running.delete(context);
    const { latencies, budget } = this.#options;
    const now = this.#clock.now();
    latencies?.record(now - startedAt);
    budget?.succeed(this.#held, now);
    this.#end(new HedgeLostError());
    this.#resolve(value);
  }

  #fail(context: AttemptContext, error: unknown): void {
    this.#running.delete(context);
    this.#errors.push(error);
    if (retryableFlagOf(error) === false) {
      this.#end(error);
      this.#reject(error);
      return;
    }
    this.#options.budget?.fail(retryKindOf(error), this.#clock.now());
    this.#hedge("failure", error);
    if (this.#running.size > 0) return;
    this.#end(error);
    const count = this.#errors.length;
    const message = count === 1 ? "The only attempt failed" : `All ${count} attempts failed`;
    this.#reject(new AggregateError(this.#errors, message));
  }

  /** Lets another attempt join, if one is left and the budget has room for it. */
  #hedge(cause: "delay" | "failure", error?: unknown): void {
    if (this.#left <= 0) return;
    const { budget, onHedge } = this.#options;
    const cost = budget === undefined ? 0 : budget.take(retryKindOf(error), this.#clock.now());
    if (cost === undefined) return;
    this.#held = cost;
    this.#left -= 1;
    notify(onHedge, { attempt: this.#number + 1, cause });
    this.#launch();
  }

  readonly #onAbort = (): void => {
    if (this.#over) return;
    const reason: unknown = this.#options.signal?.reason;
    this.#end(reason);
    this.#reject(reason);
  };

  #end(reason: unknown): void {
    this.#over = true;
    this.#cancelTimer?.();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    for (const context of this.#running) context.abort(reason);
    this.#running.clear();
  }
}

async function startNow<T>(fn: RetryFunction<T>, context: AttemptContext): Promise<T> {
  return await fn(context);
}
