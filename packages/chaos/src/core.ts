import { activate, type ActiveRule } from "./active-rule.ts";
import type { ChaosCall } from "./call.ts";
import { decide, identity } from "./decide.ts";
import { Emitter } from "./emitter.ts";
import type { ChaosEvent } from "./events.ts";
import { Injection } from "./injection.ts";
import { KillSwitch } from "./kill-switch.ts";
import { Names } from "./names.ts";
import type { ChaosRule } from "./rule.ts";
import type { Clock, Seed } from "./types.ts";

type WithoutTime<Event> = Event extends ChaosEvent ? Omit<Event, "atMs"> : never;

/** What the parts of one chaos share. */
export class Core {
  readonly seed: Seed;
  readonly clock: Clock;
  /** Whether it can ever be on. */
  readonly enabled: boolean;
  readonly killSwitch: KillSwitch;
  readonly emitter: Emitter = new Emitter();
  readonly names: Names;
  readonly #startedAt: number;
  #rules: readonly ActiveRule[];

  constructor(seed: Seed, clock: Clock, enabled: boolean, rules: readonly ChaosRule[]) {
    this.seed = seed;
    this.clock = clock;
    this.enabled = enabled;
    this.killSwitch = new KillSwitch(enabled);
    this.#startedAt = clock.now();
    this.#rules = activate(seed, rules);
    this.names = new Names(this.#rules);
  }

  get rules(): readonly ActiveRule[] {
    return this.#rules;
  }

  setRules(rules: readonly ChaosRule[]): void {
    this.#rules = activate(this.seed, rules);
    this.names.setRules(this.#rules);
  }

  /** Counts the call and decides; undefined, mostly, when nothing happens to it. */
  plan(call: ChaosCall): Injection | undefined {
    const name = this.names.of(call.name);
    name.count.calls += 1;
    const number = name.count.calls;
    if (name.rules.length === 0) return undefined;
    const plan = decide(name.rules, call, identity(name.hash, call, number), this.elapsedMs);
    return plan === undefined ? undefined : new Injection(this, plan, call, number, name.count);
  }

  readonly elapsedMs = (): number => this.clock.now() - this.#startedAt;

  emit(event: WithoutTime<ChaosEvent>): void {
    this.emitter.emit({ atMs: this.elapsedMs(), ...event });
  }
}
