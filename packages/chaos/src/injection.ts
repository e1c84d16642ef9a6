import { type CallInfo, callInfo, type ChaosCall } from "./call.ts";
import type { Core } from "./core.ts";
import { choose, type Plan, type Step } from "./decide.ts";
import { ChaosFaultError } from "./errors.ts";
import type { CallEvent } from "./events.ts";
import type { NameCount } from "./names.ts";
import { wait } from "./wait.ts";

/** What a call is answered with. */
export interface Answer {
  readonly value: unknown;
}

/** Carries out what was decided for one call, for as long as chaos is not killed. */
export class Injection {
  readonly #core: Core;
  readonly #plan: Plan;
  readonly #call: ChaosCall;
  readonly #info: CallInfo;
  readonly #count: NameCount;
  readonly #generation: number;

  constructor(core: Core, plan: Plan, call: ChaosCall, number: number, count: NameCount) {
    this.#core = core;
    this.#plan = plan;
    this.#call = call;
    this.#info = callInfo(call, number);
    this.#count = count;
    this.#generation = core.killSwitch.generation;
  }

  /** Whether anything happens after the call. */
  get hasAfter(): boolean {
    return this.#plan.after.length > 0;
  }

  /** Resolves with an answer where the call is not to be made, and rejects with an injected fault. */
  before(defaultError?: () => Error): Promise<Answer | undefined> {
    return this.#carryOut(this.#plan.before, "before", defaultError);
  }

  /** As `before`, once the call has succeeded. */
  after(defaultError?: () => Error): Promise<Answer | undefined> {
    return this.#carryOut(this.#plan.after, "after", defaultError);
  }

  async #carryOut(
    steps: readonly Step[],
    when: "before" | "after",
    defaultError: (() => Error) | undefined,
  ): Promise<Answer | undefined> {
    for (const step of steps) {
      if (this.#core.killSwitch.generation !== this.#generation) return undefined;
      const { rule, delayMs, pick } = step;
      const { spec } = rule;
      switch (spec.kind) {
        case "latency":
          this.#tell(step, when, { delayMs });
          await wait(this.#core.clock, this.#core.killSwitch, delayMs, this.#call.signal);
          break;
        case "behavior":
          this.#tell(step, when, {});
          await spec.run(this.#call);
          break;
        case "outcome":
          this.#tell(step, when, {});
          return { value: await choose(spec.result, this.#call, pick) };
        case "fault": {
          const fallback = defaultError ?? (() => new ChaosFaultError(rule.name, this.#call.name));
          const error = choose(spec.error ?? fallback, this.#call, pick);
          this.#tell(step, when, { error });
          throw error;
        }
      }
    }
    return undefined;
  }

  #tell({ rule }: Step, when: "before" | "after", more: Pick<CallEvent, "delayMs" | "error">): void {
    rule.injected += 1;
    this.#count.injected += 1;
    const { kind } = rule.spec;
    this.#core.emit({ type: "call", rule: rule.name, kind, when, call: this.#info, ...more });
  }
}
