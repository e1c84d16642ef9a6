import { FleetStoppedError, FleetSupersededError, FleetTimeoutError } from "./errors.ts";
import type { OperationOptions } from "./fleet.ts";
import type { Settings } from "./options.ts";
import type { Goal, RoundResult, Rounds } from "./rounds.ts";
import { pause } from "./time.ts";

const DEFAULT_TIMEOUT_MS = 900_000;

/** Who makes rounds happen: the loop, and operations that wait for their goal. */
export class Driver {
  readonly #rounds: Rounds;
  readonly #settings: Settings;
  readonly #onFailure: (error: unknown) => void;
  #operation: { readonly name: string; readonly ends: AbortController } | undefined;
  /** Of the latest round, if it failed. */
  #failure: unknown;
  #loop: { readonly ends: AbortController; readonly done: Promise<void> } | undefined;

  constructor(rounds: Rounds, settings: Settings, onFailure: (error: unknown) => void) {
    this.#rounds = rounds;
    this.#settings = settings;
    this.#onFailure = onFailure;
  }

  start(): void {
    if (this.#loop !== undefined) return;
    const ends = new AbortController();
    this.#loop = { ends, done: this.#run(ends.signal) };
  }

  /** Resolves when no round is under way any more. */
  async stop(): Promise<void> {
    this.#operation?.ends.abort(new FleetStoppedError(this.#operation.name));
    this.#operation = undefined;
    this.#loop?.ends.abort();
    await this.#loop?.done;
    this.#loop = undefined;
    await this.#rounds.settle();
  }

  /** One round, whose failure is told and goes no further. */
  async once(): Promise<RoundResult | undefined> {
    try {
      const result = await this.#rounds.run();
      this.#failure = undefined;
      return result;
    } catch (error) {
      this.#failure = error;
      this.#onFailure(error);
    }
    return undefined;
  }

  /** Ends the operation that is under way, as `name` takes its place. */
  supersede(name: string): void {
    this.#operation?.ends.abort(new FleetSupersededError(this.#operation.name, name));
    this.#operation = undefined;
  }

  /** Makes rounds until `isDone`, which may throw to give up. */
  async reach(
    name: string,
    goal: Goal,
    { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: OperationOptions,
    isDone: (result: RoundResult) => boolean,
  ): Promise<RoundResult> {
    signal?.throwIfAborted();
    this.supersede(name);
    this.#rounds.goal = goal;
    const operation = { name, ends: new AbortController() };
    this.#operation = operation;
    const { clock, pollMs } = this.#settings;
    const ends =
      signal === undefined ? operation.ends.signal : AbortSignal.any([operation.ends.signal, signal]);
    const deadline = clock.now() + timeoutMs;
    let last: RoundResult | undefined;
    try {
      for (;;) {
        const result = await this.once();
        ends.throwIfAborted();
        if (result !== undefined && isDone(result)) return result;
        last = result ?? last;
        if (clock.now() >= deadline) {
          const status = last && this.#rounds.statusOf(last.plan, last.observed);
          throw new FleetTimeoutError(name, timeoutMs, status, this.#failure);
        }
        await pause(clock, Math.min(pollMs, Math.max(0, deadline - clock.now())), ends);
        ends.throwIfAborted();
      }
    } finally {
      if (this.#operation === operation) this.#operation = undefined;
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.once();
      await pause(this.#settings.clock, this.#settings.intervalMs, signal);
    }
  }
}
