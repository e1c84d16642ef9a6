import { show, timeoutRule } from "./rules.ts";
import type { CallOptions } from "./types.ts";

const OPTIONS: readonly string[] = ["signal", "timeoutMs", "fallback", "fallbackFor"];

/** What is wrong with a call, if anything. */
export function callProblem(fn: unknown, options: CallOptions<unknown> | undefined): Error | undefined {
  if (typeof fn !== "function") return new TypeError(`A breaker calls a function, received ${typeof fn}`);
  if (options === undefined) return undefined;
  if (typeof options !== "object" || options === null) {
    const received = options === null ? "null" : typeof options;
    return new TypeError(`The options of a call must be an object, received ${received}`);
  }
  for (const name in options) {
    if (!OPTIONS.includes(name)) {
      return new TypeError(`A call has no option ${name}; there are ${OPTIONS.join(", ")}`);
    }
  }
  const { signal, timeoutMs, fallback, fallbackFor } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    return new TypeError(`The option signal must be an AbortSignal, received ${typeof signal}`);
  }
  for (const [name, value] of Object.entries({ fallback, fallbackFor })) {
    if (value === undefined || typeof value === "function") continue;
    return new TypeError(`The option ${name} must be a function, received ${typeof value}`);
  }
  return timeoutProblem(timeoutMs);
}

/** What is wrong with the time limit of a call or a permit: whether a timer can keep it. */
export function timeoutProblem(timeoutMs: unknown): RangeError | undefined {
  if (timeoutMs === undefined || timeoutRule.accepts(timeoutMs)) return undefined;
  return new RangeError(`The option timeoutMs must be ${timeoutRule.expected}, received ${show(timeoutMs)}`);
}
