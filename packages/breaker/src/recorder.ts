import { Emitter } from "./emitter.ts";
import type { BreakerError, BreakerTimeoutError } from "./errors.ts";
import { type BreakerHooks, callEnded, type CallOutcome, callStarted } from "./hooks.ts";
import type { Settings } from "./settings.ts";
import { Tally } from "./tally.ts";

/** Tells whoever wants to know what became of the calls: the totals, the events, the hooks. Decides nothing. */
export class Recorder {
  readonly tally: Tally = new Tally();
  readonly emitter: Emitter;
  readonly #name: string;
  readonly #slowCallMs: number;
  readonly #hooks: BreakerHooks | undefined;

  constructor({ name, slowCallMs, hooks }: Settings, parent: Emitter | undefined) {
    this.emitter = new Emitter(parent);
    this.#name = name;
    this.#slowCallMs = slowCallMs;
    this.#hooks = hooks;
  }

  /** A call came. Returns what the start hook wants to find again at its end. */
  started(): unknown {
    return this.#hooks === undefined ? undefined : callStarted(this.#hooks, this.#name);
  }

  success(durationMs: number, started: unknown): void {
    this.tally.success();
    if (this.emitter.wants("success")) this.emitter.emit("success", { name: this.#name, durationMs });
    this.#ended("success", durationMs, started);
  }

  /** An error that `isFailure` excused: a success, though the hooks are told of the error. */
  excused(error: unknown, durationMs: number, started: unknown): void {
    this.tally.success();
    this.emitter.emit("success", { name: this.#name, durationMs });
    this.#ended("success", durationMs, started, { error });
  }

  failure(error: unknown, durationMs: number, now: number, started: unknown): void {
    this.tally.failure(error, now);
    this.emitter.emit("failure", { name: this.#name, durationMs, error });
    this.#ended("failure", durationMs, started, { error });
  }

  /** A result that counts as a failure. */
  badResult(result: unknown, durationMs: number, now: number, started: unknown): void {
    this.tally.failure("a result that isFailureResult takes for a failure", now);
    this.emitter.emit("failure", { name: this.#name, durationMs, error: undefined, result });
    this.#ended("failure", durationMs, started);
  }

  timeout(error: BreakerTimeoutError, durationMs: number, now: number, started: unknown): void {
    this.tally.timeout(error, now);
    this.emitter.emit("timeout", { name: this.#name, durationMs, error });
    this.#ended("timeout", durationMs, started, { error });
  }

  rejected(error: BreakerError, started: unknown): void {
    this.tally.rejected();
    if (this.emitter.wants("rejected")) this.emitter.emit("rejected", { name: this.#name, error });
    if (this.#hooks === undefined) return;
    callEnded(this.#hooks, { name: this.#name, outcome: "rejected", durationMs: 0, error }, started);
  }

  ignored(durationMs: number, started: unknown): void {
    if (this.#hooks === undefined) return;
    callEnded(this.#hooks, { name: this.#name, outcome: "ignored", durationMs }, started);
  }

  #ended(
    outcome: CallOutcome,
    durationMs: number,
    started: unknown,
    more?: { readonly error: unknown },
  ): void {
    const slowerThanMs = this.#slowCallMs;
    if (durationMs > slowerThanMs) this.emitter.emit("slow", { name: this.#name, durationMs, slowerThanMs });
    if (this.#hooks === undefined) return;
    callEnded(this.#hooks, { name: this.#name, outcome, durationMs, ...more }, started);
  }
}
