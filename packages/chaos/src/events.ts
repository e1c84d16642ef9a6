import type { CallInfo } from "./call.ts";
import type { RuleKind } from "./rule.ts";

interface EventBase {
  /** ms since `createChaos`, on its clock. */
  readonly atMs: number;
}

/** A rule touched a call. */
export interface CallEvent extends EventBase {
  readonly type: "call";
  readonly rule: string;
  readonly kind: RuleKind;
  readonly when: "before" | "after";
  readonly call: CallInfo;
  /** How long the call is held; latency only. */
  readonly delayMs?: number;
  /** What the call rejects with; faults only. */
  readonly error?: unknown;
}

/** Chaos was killed, or resumed. */
export interface SwitchEvent extends EventBase {
  readonly type: "switch";
  readonly on: boolean;
  /** As given to `kill`. */
  readonly reason?: string;
}

/**
 * A nemesis did something to a victim: `kill` and `pause` hurt it, `continue` and `restart` heal it,
 * `skip` found no process or too few that are up, `refuse` found one that it does not touch, `fail` could not signal or restart.
 */
export interface ProcessEvent extends EventBase {
  readonly type: "process";
  readonly nemesis: string;
  readonly victim: string;
  readonly action: "kill" | "pause" | "continue" | "restart" | "skip" | "refuse" | "fail";
  readonly pid?: number;
  readonly error?: unknown;
}

/** A proxy changed its faults, by `set` or by their schedule, or cut a connection. */
export interface ProxyEvent extends EventBase {
  readonly type: "proxy";
  readonly proxy: string;
  readonly action: "faults" | "refuse" | "reset" | "half-open";
  /** From 1, in the order in which connections came. */
  readonly connection?: number;
  /** Whether faults are in force now; of `"faults"`. */
  readonly active?: boolean;
}

export type ChaosEvent = CallEvent | SwitchEvent | ProcessEvent | ProxyEvent;
export type ChaosListener = (event: ChaosEvent) => unknown;
