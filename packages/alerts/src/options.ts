import type { Clock } from "@pigeon/retry";
import { checkInhibitions, checkRoutes, compileRoute } from "./check-routes.ts";
import { checkRules, compileRule, RULE } from "./check-rules.ts";
import type { Inhibition } from "./inhibition.ts";
import type { CompiledRule } from "./instance.ts";
import type { DeliveryOptions } from "./line.ts";
import { guarded } from "./listeners.ts";
import { checksOf, type Checks, type Known } from "./problems.ts";
import type { CompiledRoute, Route } from "./route.ts";
import type { Rule } from "./rule.ts";
import type { Sink } from "./sink.ts";
import type { AlertsSnapshot } from "./snapshot.ts";
import { systemClock, systemIds, systemRandom, warnOfError } from "./system.ts";

/** Keeps what must survive a restart. */
export interface AlertsPersistence {
  /** The newest state that was saved; nothing at first. */
  load(): AlertsSnapshot | undefined | Promise<AlertsSnapshot | undefined>;
  /** Replaces what was saved before, in one step: a crash leaves the old or the new one. */
  save(snapshot: AlertsSnapshot): void | Promise<void>;
}

/** All durations are in ms. */
export interface AlertsOptions {
  /** When there is an alert. `defaultRules()` has some for a Pigeon hub. */
  readonly rules: readonly Rule[];
  /** Where alerts go. */
  readonly sinks: readonly Sink[];
  /** Which alert goes where. Default: one route named `"default"`, to all sinks. */
  readonly routes?: readonly Route[] | undefined;
  /** Alerts that mute others. Default: none. */
  readonly inhibit?: readonly Inhibition[] | undefined;
  /** Time limits and retries of notifications. */
  readonly delivery?: DeliveryOptions | undefined;
  /** Where the state is saved: before each attempt to tell of an alert, and after each change. Default: nowhere. */
  readonly persistence?: AlertsPersistence | undefined;
  /** The state to go on from; `openAlerts` loads it from `persistence`. */
  readonly restore?: AlertsSnapshot | undefined;
  /**
   * After a restart: alerts on a level (worker, breaker, gauge…) resolve when nothing is heard of them for
   * this time, since their end may have been missed. 1..86400000, default 300000.
   */
  readonly restoredForMs?: number | undefined;
  /** Time and timers. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Makes ids of silences. Default: random UUIDs. */
  readonly ids?: (() => string) | undefined;
  /** Chance for jitter, in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Told of deliveries and saves that fail, and of callbacks that throw. Default: a process warning. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** The options, checked and with every default filled in. */
export interface Settings {
  readonly rules: readonly CompiledRule[];
  readonly routes: readonly CompiledRoute[];
  readonly inhibit: readonly Inhibition[];
  readonly restoredForMs: number;
  readonly clock: Clock;
  readonly ids: () => string;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

const OPTIONS: Known<AlertsOptions> = {
  rules: true,
  sinks: true,
  routes: true,
  inhibit: true,
  delivery: true,
  persistence: true,
  restore: true,
  restoredForMs: true,
  clock: true,
  ids: true,
  random: true,
  onError: true,
};

const DELIVERY: Known<DeliveryOptions> = {
  attemptTimeoutMs: true,
  maxRetries: true,
  baseDelayMs: true,
  maxDelayMs: true,
  maxRetryAfterMs: true,
  coolDownMs: true,
};

/** @throws {AlertsOptionsError} listing all problems. */
export function resolveOptions(options: AlertsOptions): Settings {
  const checks = checksOf(options, OPTIONS);
  const { rules, sinks, inhibit = [], delivery = {}, restoredForMs = 300_000 } = options;
  // Without these lists nothing else can be looked at.
  const lists = [checks.objects("rules", rules, RULE), checks.objects("sinks", sinks)];
  if (lists.includes(false)) checks.finish();
  const names = sinks.map(({ name }) => name);
  const routes = options.routes ?? [{ name: "default", sinks: names }];
  checks.unique("sinks", names);
  sinks.forEach((sink, i) => {
    checks.text(`sinks[${i}].name`, sink.name);
    checks.number(`sinks[${i}].minIntervalMs`, sink.minIntervalMs, 0, 400_000);
    checks.number(`sinks[${i}].refreshMs`, sink.refreshMs, 1, 2_592_000_000);
    if (typeof sink.send !== "function") checks.add(`sinks[${i}].send`, "a function", typeof sink.send);
  });
  checkRules(checks, rules);
  checkRoutes(checks, routes, names);
  checkInhibitions(checks, inhibit);
  if (checks.object("delivery", delivery, DELIVERY)) checkDelivery(checks, delivery);
  checks.number("restoredForMs", restoredForMs, 1, 86_400_000);
  for (const name of ["ids", "random", "onError"] as const) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "function") checks.add(name, "a function", value);
  }
  checks.finish();
  return {
    rules: rules.map(compileRule),
    routes: routes.map(compileRoute),
    inhibit,
    restoredForMs,
    clock: options.clock ?? systemClock,
    ids: options.ids ?? systemIds,
    random: options.random ?? systemRandom,
    onError: guarded(options.onError ?? warnOfError),
  };
}

function checkDelivery(checks: Checks, delivery: DeliveryOptions): void {
  checks.number("delivery.attemptTimeoutMs", delivery.attemptTimeoutMs, 1, 600_000);
  checks.number("delivery.maxRetries", delivery.maxRetries, 0, 100, true);
  checks.number("delivery.baseDelayMs", delivery.baseDelayMs, 1, 600_000);
  checks.number("delivery.maxDelayMs", delivery.maxDelayMs, 1, 600_000);
  checks.number("delivery.maxRetryAfterMs", delivery.maxRetryAfterMs, 1, 86_400_000);
  checks.number("delivery.coolDownMs", delivery.coolDownMs, 1, 86_400_000);
}
