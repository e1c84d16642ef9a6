import { report } from "./guard.ts";

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
 * Functions for metrics and tracing, called for each call of a breaker, permits included. What they throw becomes
 * a process warning, once for each function.
 */
export interface BreakerHooks {
  /** A call came. What it returns, a span say, is handed to `onCallEnd`. */
  onCallStart?: (call: { readonly name: string }) => unknown;
  /** The same call ended or was turned away. */
  onCallEnd?: (end: CallEnd, started: unknown) => void;
}

export function callStarted(hooks: BreakerHooks, name: string): unknown {
  const { onCallStart } = hooks;
  if (onCallStart === undefined) return undefined;
  try {
    return onCallStart({ name });
  } catch (error) {
    report("onCallStart", onCallStart, error);
    return undefined;
  }
}

export function callEnded(hooks: BreakerHooks, end: CallEnd, started: unknown): void {
  const { onCallEnd } = hooks;
  if (onCallEnd === undefined) return;
  const failed = (error: unknown): void => report("onCallEnd", onCallEnd, error);
  try {
    const result: unknown = onCallEnd(end, started);
    if (result instanceof Promise) result.catch(failed);
  } catch (error) {
    failed(error);
  }
}
