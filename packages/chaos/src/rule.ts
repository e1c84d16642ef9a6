import type { ChaosCall } from "./call.ts";
import type { Schedule } from "./schedule.ts";
import type { Target } from "./target.ts";
import type { Range } from "./types.ts";

/** What all rules have. */
export interface RuleBase {
  /** Appears in events and the report, and seeds the draws of the rule. Default the kind and its place. */
  readonly name?: string;
  /** How many of the calls it is for it touches: 0 (none) to 1 (all), or worked out for each call. */
  readonly rate: number | ((call: ChaosCall, elapsedMs: number) => number);
  /** Which calls it is for. Default all. */
  readonly target?: Target | ((call: ChaosCall) => boolean);
  /** When it is active: in one of these windows. Default always. */
  readonly schedule?: Schedule | readonly Schedule[];
  /** The most calls it touches in all. Integer from 1, default no limit. */
  readonly limit?: number;
  /**
   * Before the call, which a fault or an outcome then replaces; or after it has succeeded: the work is
   * done, and its answer is late or lost. Default `"before"`.
   */
  readonly when?: "before" | "after";
}

/** Makes one value for a call. Of a list, the seed takes one, each as likely as the others. */
export type Made<T> = ((call: ChaosCall) => T) | readonly ((call: ChaosCall) => T)[];

/** Rejects with an error. */
export interface FaultRule extends RuleBase {
  readonly kind: "fault";
  /** Default a ChaosFaultError; for HTTP a reset connection. */
  readonly error?: Made<unknown>;
}

/** Waits. */
export interface LatencyRule extends RuleBase {
  readonly kind: "latency";
  /** How long, in ms, from 0. A range is drawn from evenly. */
  readonly delayMs: Range | ((call: ChaosCall) => number);
}

/** Answers in the place of the call, or of its answer. For HTTP it has to give a Response. */
export interface OutcomeRule extends RuleBase {
  readonly kind: "outcome";
  /** The answer, made anew for each call. */
  readonly result: Made<unknown>;
}

/** Runs something beside the call, such as emptying a cache; the call waits for it and fails with it. */
export interface BehaviorRule extends RuleBase {
  readonly kind: "behavior";
  /** May be asynchronous. */
  readonly run: (call: ChaosCall) => unknown;
}

/** What to inject, how often, where and when. */
export type ChaosRule = FaultRule | LatencyRule | OutcomeRule | BehaviorRule;
export type RuleKind = ChaosRule["kind"];
