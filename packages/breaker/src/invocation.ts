import type { Deadline, DeadlineQueue } from "./deadlines.ts";
import { Task } from "./engine.ts";
import { BreakerTimeoutError } from "./errors.ts";
import type { Admitted } from "./states.ts";
import type { BreakerFunction, CallContext, CallOptions } from "./types.ts";

/** How a call ended: `payload` is its value, its error, the timeout error, or the reason of the abort. */
export type Ending = "value" | "error" | "timeout" | "abort";

/** What an invocation needs to know of its breaker. */
export interface Host {
  readonly name: string;
  readonly captureStacks: boolean;
  /** Takes in the end of a call, and settles it by its `resolve` or `reject`. */
  ended(call: Invocation, how: Ending, payload: unknown): void;
}

/** One call of a function, with an abort signal of its own. */
export class Invocation extends Task implements Admitted, Deadline {
  readonly generation: number;
  readonly startedAt: number;
  readonly options: CallOptions<unknown> | undefined;
  /** What the start hook returned. */
  readonly started: unknown;
  dueAt = 0;
  before: Deadline | undefined;
  after: Deadline | undefined;
  private readonly host: Host;
  /** Where its time limit is kept, if it has one. */
  private readonly deadlines: DeadlineQueue | undefined;
  private readonly fn: BreakerFunction<unknown>;
  private controller: AbortController | undefined;
  private interruption: { readonly reason: unknown } | undefined;
  private ended = false;
  private onAbort: (() => void) | undefined;

  constructor(
    host: Host,
    fn: BreakerFunction<unknown>,
    options: CallOptions<unknown> | undefined,
    deadlines: DeadlineQueue | undefined,
    generation: number,
    startedAt: number,
    started: unknown,
  ) {
    super();
    this.host = host;
    this.deadlines = deadlines;
    this.fn = fn;
    this.options = options;
    this.generation = generation;
    this.startedAt = startedAt;
    this.started = started;
  }

  /** Made when it is first asked for: most functions that take no signal never pay for one. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.interruption !== undefined) this.controller.abort(this.interruption.reason);
    }
    return this.controller.signal;
  }

  /** The time is over. */
  expire(): void {
    const { name, captureStacks } = this.host;
    this.interrupt("timeout", new BreakerTimeoutError(name, this.deadlines?.timeoutMs ?? 0, captureStacks));
  }

  protected override begin(): void {
    const caller = this.options?.signal;
    if (caller !== undefined) {
      this.onAbort = () => this.interrupt("abort", caller.reason);
      caller.addEventListener("abort", this.onAbort);
    }
    const fn = this.fn;
    let result: unknown;
    try {
      // Turns plain values and thenables into promises; those that are promises stay the same.
      result = Promise.resolve(fn(new Context(this)));
    } catch (error) {
      result = Promise.reject(error);
    }
    (result as Promise<unknown>).then(
      (value) => this.settle("value", value),
      (error: unknown) => this.settle("error", error),
    );
  }

  private interrupt(how: "timeout" | "abort", reason: unknown): void {
    if (this.ended) return;
    this.interruption = { reason };
    this.settle(how, reason);
    this.controller?.abort(reason);
  }

  private settle(how: Ending, payload: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.deadlines?.remove(this);
    if (this.onAbort !== undefined) this.options?.signal?.removeEventListener("abort", this.onAbort);
    this.host.ended(this, how, payload);
  }
}

/** What the function gets: of the call, the signal only. */
class Context implements CallContext {
  private readonly call: Invocation;

  constructor(call: Invocation) {
    this.call = call;
  }

  get signal(): AbortSignal {
    return this.call.signal;
  }
}
