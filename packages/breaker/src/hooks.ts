import { tell } from "./guard.ts";

/** How a call ended, as the hooks are told. "ignored" is a call that its caller aborted, or a permit's `ignore()`. */
export type CallOutcome = "success" | "failure" | "timeout" | "rejected" | "ignored";

/** A call that came to its end. */
export interface CallEnd {
  /** The name of the breaker. */
  readonly name: string;
  readonly outcome: CallOutcome;
  /** Time in ms since the function was called or the permit taken; 0 for a call that was turned away. */
  readonly durationMs: number;
  /** What it was turned away with, failed with, or was excused for. */
  readonly error?: unknown;
}

/**
 * Functions for metrics and tracing, called for each call of a breaker, permits included. What they throw or
 * reject with becomes a process warning, once for each function.
 */
export interface BreakerHooks {
  /** A call came. What it returns, a span say, is handed to `onCallEnd`. */
  onCallStart?: (call: { readonly name: string }) => unknown;
  /** The same call ended or was turned away. */
  onCallEnd?: (end: CallEnd, started: unknown) => void;
}

export function callStarted({ onCallStart }: BreakerHooks, name: string): unknown {
  return onCallStart === undefined ? undefined : tell("onCallStart", onCallStart, { name });
}

export function callEnded({ onCallEnd }: BreakerHooks, end: CallEnd, started: unknown): void {
  if (onCallEnd !== undefined) tell("onCallEnd", onCallEnd, end, started);
}
