import type { ChaosCall } from "./call.ts";
import { ruleProblems } from "./check-rules.ts";
import { Core } from "./core.ts";
import type { ChaosListener } from "./events.ts";
import type { ChaosInterceptor } from "./http/dispatch.ts";
import { chaosFetch, type Fetch } from "./http/fetch.ts";
import { chaosInterceptor } from "./http/interceptor.ts";
import { createNemesis, type Nemesis } from "./nemesis/nemesis.ts";
import type { NemesisOptions } from "./nemesis/options.ts";
import { booleanRule, clockRule, objectRule, seedRule } from "./option-rules.ts";
import { type OptionRules, problemsOf, throwIfAny } from "./problems.ts";
import { assertAllowed } from "./production.ts";
import type { ProxyOptions } from "./proxy/faults.ts";
import { createTcpProxy, type TcpProxy } from "./proxy/tcp-proxy.ts";
import { type ChaosReport, reportOf } from "./report.ts";
import type { ChaosRule } from "./rule.ts";
import { runWith } from "./run.ts";
import { randomSeed, systemClock, systemEnvironment } from "./system.ts";
import type { Clock, Seed } from "./types.ts";

export interface ChaosOptions {
  /**
   * Nothing is ever injected without it: wrapped functions are the functions themselves. Default false.
   * Where `NODE_ENV` or `PIGEON_ENV` begins with "prod" or "production", `allowInProduction` is needed too.
   */
  readonly enabled?: boolean;
  /** The second switch, for production. Default false. */
  readonly allowInProduction?: boolean;
  /** A finite number or a text. Default a random one; `chaos.seed` tells it. */
  readonly seed?: Seed;
  /** In the order in which they apply. Default none. */
  readonly rules?: readonly ChaosRule[];
  /** Time and timers. Default the system's. */
  readonly clock?: Clock;
  /** Read for `NODE_ENV` and `PIGEON_ENV`. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How a wrapped function names its calls: always the same, or told from the arguments. */
export type Describe<A extends unknown[]> = string | ((...args: A) => string | ChaosCall);

/** Faults from one seed, behind one kill switch. */
export interface Chaos {
  readonly seed: Seed;
  /** Whether it was ever switched on. */
  readonly enabled: boolean;
  /** Whether anything may be injected now: enabled and not killed. */
  readonly on: boolean;
  /** The function with rules applied to each call. The function itself if not enabled. */
  wrap<A extends unknown[], R>(
    describe: Describe<A>,
    fn: (...args: A) => Promise<R>,
  ): (...args: A) => Promise<R>;
  /** Calls once, with rules applied. */
  call<R>(call: string | ChaosCall, fn: () => Promise<R>): Promise<R>;
  /** A `fetch` with rules applied. Calls are named `"GET host:port"` unless all are given one name. */
  fetch(original?: Fetch, options?: { readonly name?: string }): Fetch;
  /** An interceptor for `compose` of an undici dispatcher, 7 or newer. Names as for `fetch`. */
  interceptor(options?: { readonly name?: string }): ChaosInterceptor;
  /** Kills, freezes and restarts processes. Throws ChaosOptionsError. */
  nemesis(options: NemesisOptions): Nemesis;
  /** Listens, then resolves. Rejects with ChaosOptionsError, or as listening fails. */
  proxy(options: ProxyOptions): Promise<TcpProxy>;
  /** Other rules from now on, with fresh counts. Calls go on being numbered. Throws ChaosOptionsError. */
  setRules(rules: readonly ChaosRule[]): void;
  /**
   * Turns everything off at once: nothing is injected after it. Injected latencies end, proxies let
   * everything through, paused processes go on and killed ones are restarted.
   */
  kill(reason?: string): void;
  /** On again. Does nothing if not enabled. */
  resume(): void;
  /** Tells of all that is injected. Returns a function that ends it. */
  onEvent(listener: ChaosListener): () => void;
  report(): ChaosReport;
}

const optionRules: OptionRules = {
  enabled: booleanRule,
  allowInProduction: booleanRule,
  seed: seedRule,
  rules: { expected: "a list of rules", accepts: () => true, inside: ruleProblems },
  clock: clockRule,
  env: objectRule,
};

/**
 * Seeded faults for tests and experiments.
 *
 * @throws ChaosOptionsError for options that cannot be used, with all problems.
 * @throws ChaosInProductionError for `enabled` in production without `allowInProduction`.
 */
export function createChaos(options: ChaosOptions = {}): Chaos {
  throwIfAny(problemsOf("", options, optionRules));
  const { enabled = false, allowInProduction = false, seed = randomSeed(), rules = [] } = options;
  const { clock = systemClock, env = systemEnvironment() } = options;
  if (enabled) assertAllowed(env, allowInProduction);
  return new SeededChaos(new Core(seed, clock, enabled, rules));
}

class SeededChaos implements Chaos {
  readonly seed: Seed;
  readonly enabled: boolean;
  readonly #core: Core;
  readonly #nemeses: Nemesis[] = [];
  readonly #proxies: TcpProxy[] = [];

  constructor(core: Core) {
    this.#core = core;
    this.seed = core.seed;
    this.enabled = core.enabled;
  }

  get on(): boolean {
    return this.#core.killSwitch.on;
  }

  wrap<A extends unknown[], R>(
    describe: Describe<A>,
    fn: (...args: A) => Promise<R>,
  ): (...args: A) => Promise<R> {
    const core = this.#core;
    if (!core.enabled) return fn;
    const { killSwitch } = core;
    const always = typeof describe === "string" ? { name: describe } : undefined;
    return function wrapped(this: unknown, ...args: A): Promise<R> {
      if (!killSwitch.on) return fn.apply(this, args);
      const call = always ?? asCall((describe as (...args: A) => string | ChaosCall)(...args));
      const injection = core.plan(call);
      if (injection === undefined) return fn.apply(this, args);
      return runWith(injection, () => fn.apply(this, args));
    };
  }

  call<R>(call: string | ChaosCall, fn: () => Promise<R>): Promise<R> {
    if (!this.#core.killSwitch.on) return fn();
    const injection = this.#core.plan(asCall(call));
    return injection === undefined ? fn() : runWith(injection, fn);
  }

  fetch(original: Fetch = globalThis.fetch, { name }: { readonly name?: string } = {}): Fetch {
    return chaosFetch(this.#core, original, name);
  }

  interceptor({ name }: { readonly name?: string } = {}): ChaosInterceptor {
    return chaosInterceptor(this.#core, name);
  }

  nemesis(options: NemesisOptions): Nemesis {
    const nemesis = createNemesis(this.#core, options);
    this.#nemeses.push(nemesis);
    return nemesis;
  }

  async proxy(options: ProxyOptions): Promise<TcpProxy> {
    const proxy = await createTcpProxy(this.#core, options);
    this.#proxies.push(proxy);
    return proxy;
  }

  setRules(rules: readonly ChaosRule[]): void {
    throwIfAny(ruleProblems("rules", rules));
    this.#core.setRules(rules);
  }

  kill(reason?: string): void {
    this.#switch(false, reason);
  }

  resume(): void {
    if (this.enabled) this.#switch(true);
  }

  onEvent(listener: ChaosListener): () => void {
    return this.#core.emitter.on(listener);
  }

  report(): ChaosReport {
    return reportOf(this.#core, this.#nemeses, this.#proxies);
  }

  #switch(on: boolean, reason?: string): void {
    if (!this.#core.killSwitch.set(on)) return;
    this.#core.emit({ type: "switch", on, ...(reason !== undefined && { reason }) });
  }
}

function asCall(call: string | ChaosCall): ChaosCall {
  return typeof call === "string" ? { name: call } : call;
}
