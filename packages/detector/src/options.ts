import { readDeadline } from "./deadline-option.ts";
import type { DeadlinePolicy } from "./deadline-policy.ts";
import type { MassSuspicion } from "./fleet-hold.ts";
import { readMassSuspicion } from "./mass-suspicion-option.ts";
import { describeValue, DetectorOptionsError, type OptionProblem } from "./options-error.ts";
import type { Clock, Probe, Timers } from "./ports.ts";
import { systemClock, systemTimers, systemWallClock, warnOfError } from "./system.ts";

/** All durations are in ms. An option that is `undefined` takes its default. */
export interface DetectorOptions {
  /** How often workers promise to send heartbeats, unless they promise otherwise. 1..86400000, default 30000. */
  heartbeatIntervalMs?: number | undefined;
  /** Failed operations in a row that speak for a failed worker. Whole number, 1..1000000, default 3. */
  failureThreshold?: number | undefined;
  /** Successes that take longer count as slow. 1..86400000, default 10000. */
  responseTimeoutMs?: number | undefined;
  /** How long a worker may be silent. Default `adaptiveDeadline()`. */
  deadline?: DeadlinePolicy | undefined;
  /**
   * A success is slow as well when it takes so many times as long as that operation usually takes on that
   * worker, and above 100 ms. Above 1, up to 1000; default 4. `false`: only `responseTimeoutMs` counts.
   */
  latencyFactor?: number | false | undefined;
  /** A worker that reports more cpu than this is degraded. Percent, 1..100; default none. */
  cpuLimit?: number | undefined;
  /** A worker that reports more memory than this is degraded. Percent, 1..100; default none. */
  memoryLimit?: number | undefined;
  /** Good signs in a row that lead from recovering to healthy. Whole number, 1..1000000, default 3. */
  recoverySuccesses?: number | undefined;
  /**
   * Time between two ticks at most; a worker that falls due before gets a tick of its own, though not
   * sooner than after a tenth. 1..86400000, default `heartbeatIntervalMs / 4`, but within 50..1000.
   */
  checkIntervalMs?: number | undefined;
  /** Asks a suspected worker directly before the verdict. Without it the verdict is immediate. */
  probe?: Probe | undefined;
  /** How long a probe may take. 1..86400000, default `heartbeatIntervalMs / 4`, but within 250..5000. */
  probeTimeoutMs?: number | undefined;
  /** Outcomes kept for each worker, 9 bytes each. Whole number, 5..100000, default 100. */
  windowSize?: number | undefined;
  /**
   * Older outcomes no longer speak against a worker, so that an idle one does not stay degraded.
   * 1..31536000000, default `10 * heartbeatIntervalMs`.
   */
  windowMs?: number | undefined;
  /**
   * Holds verdicts back for a while when much of the fleet turns suspect at once; `false` never does.
   * `share` above 0 up to 1, default 0.3; `minWorkers` whole, 1..1000000, default 3; `settleMs`
   * 1..86400000, default 10000 or `heartbeatIntervalMs`, whichever is more.
   */
  massSuspicion?: Partial<MassSuspicion> | false | undefined;
  /** Monotonic time, default `performance.now`. */
  clock?: Clock | undefined;
  /** Default `setTimeout`, unref'd. */
  timers?: Timers | undefined;
  /** For the dates in health and events only, default `new Date()`. */
  wallClock?: (() => Date) | undefined;
  /** Gets what callbacks throw or reject with. Default: a process warning. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The options with every default filled in; only the probe may be missing. */
export type Settings = {
  readonly [K in Exclude<keyof DetectorOptions, "probe" | "massSuspicion">]-?: NonNullable<
    DetectorOptions[K]
  >;
} & { readonly probe: Probe | undefined; readonly massSuspicion: MassSuspicion | false };

const DAY_MS = 86_400_000;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/**
 * Checks all options and fills in the defaults.
 * @throws {DetectorOptionsError} listing all problems.
 */
export function resolveOptions(options: DetectorOptions): Settings {
  const problems: OptionProblem[] = [];
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const received = describeValue(options);
    throw new DetectorOptionsError([{ option: "options", received, expected: "an object" }]);
  }
  const read = reader(options, problems);

  const heartbeatIntervalMs = read.number("heartbeatIntervalMs", 30_000, 1, DAY_MS);
  const settings: Settings = {
    heartbeatIntervalMs,
    failureThreshold: read.whole("failureThreshold", 3, 1, 1_000_000),
    responseTimeoutMs: read.number("responseTimeoutMs", 10_000, 1, DAY_MS),
    deadline: readDeadline(read.any("deadline"), problems),
    latencyFactor: read.made("latencyFactor", 4, isLatencyFactor, LATENCY_FACTOR),
    cpuLimit: read.number("cpuLimit", Infinity, 1, 100),
    memoryLimit: read.number("memoryLimit", Infinity, 1, 100),
    recoverySuccesses: read.whole("recoverySuccesses", 3, 1, 1_000_000),
    checkIntervalMs: read.number("checkIntervalMs", clamp(heartbeatIntervalMs / 4, 50, 1000), 1, DAY_MS),
    probe: read.made("probe", undefined, isFunction, "a function"),
    probeTimeoutMs: read.number("probeTimeoutMs", clamp(heartbeatIntervalMs / 4, 250, 5000), 1, DAY_MS),
    windowSize: read.whole("windowSize", 100, 5, 100_000),
    windowMs: read.number("windowMs", 10 * heartbeatIntervalMs, 1, 365 * DAY_MS),
    massSuspicion: readMassSuspicion(read.any("massSuspicion"), heartbeatIntervalMs, problems),
    clock: read.made("clock", systemClock, hasMethod("now"), "an object with now()"),
    timers: read.made("timers", systemTimers, hasMethod("after"), "an object with after()"),
    wallClock: read.made("wallClock", systemWallClock, isFunction, "a function"),
    onError: read.made("onError", warnOfError, isFunction, "a function"),
  };
  read.finish();
  return settings;
}

type NumericOption = {
  [K in keyof DetectorOptions]-?: NonNullable<DetectorOptions[K]> extends number ? K : never;
}[keyof DetectorOptions];

interface Reader {
  number(name: NumericOption, fallback: number, low: number, high: number): number;
  whole(name: NumericOption, fallback: number, low: number, high: number): number;
  made<K extends keyof DetectorOptions, F>(
    name: K,
    fallback: F,
    fits: (value: unknown) => boolean,
    expected: string,
  ): NonNullable<DetectorOptions[K]> | F;
  /** An option that is checked elsewhere. */
  any(name: keyof DetectorOptions): unknown;
  /** Throws when there were problems or options that nobody read. */
  finish(): void;
}

function reader(options: DetectorOptions, problems: OptionProblem[]): Reader {
  const known = new Set<string>();

  function made<K extends keyof DetectorOptions, F>(
    name: K,
    fallback: F,
    fits: (value: unknown) => boolean,
    expected: string,
  ): NonNullable<DetectorOptions[K]> | F {
    known.add(name);
    const value = options[name];
    if (value === undefined) return fallback;
    if (fits(value)) return value;
    problems.push({ option: name, received: describeValue(value), expected });
    return fallback;
  }

  const within = (low: number, high: number) => (value: unknown) =>
    typeof value === "number" && value >= low && value <= high;

  return {
    made,
    any(name) {
      known.add(name);
      return options[name];
    },
    number: (name, fallback, low, high) =>
      made(name, fallback, within(low, high), `a number from ${low} to ${high}`),
    whole: (name, fallback, low, high) =>
      made(
        name,
        fallback,
        (value) => Number.isInteger(value) && within(low, high)(value),
        `a whole number from ${low} to ${high}`,
      ),
    finish() {
      for (const option of Object.keys(options).filter((name) => !known.has(name))) {
        // The kind only: nobody knows what a value under a wrong name is.
        const received = `a value of type ${typeof Reflect.get(options, option)}`;
        problems.push({ option, received, expected: `one of the options ${[...known].join(", ")}` });
      }
      if (problems.length > 0) throw new DetectorOptionsError(problems);
    },
  };
}

const LATENCY_FACTOR = "false or a number above 1 and up to 1000";
const isLatencyFactor = (value: unknown): boolean =>
  value === false || (typeof value === "number" && value > 1 && value <= 1000);

const isFunction = (value: unknown): boolean => typeof value === "function";

const hasMethod =
  (method: string) =>
  (value: unknown): boolean =>
    typeof value === "object" && value !== null && isFunction(Reflect.get(value, method));
