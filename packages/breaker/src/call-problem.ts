import type { CallOptions } from "./types.ts";

/** What is wrong with a call, if anything. */
export function callProblem(fn: unknown, options: CallOptions<unknown> | undefined): TypeError | undefined {
  if (typeof fn !== "function") return new TypeError(`A breaker calls a function, received ${typeof fn}`);
  if (options === undefined) return undefined;
  if (typeof options !== "object" || options === null) {
    return new TypeError(
      `The options of a call must be an object, received ${options === null ? "null" : typeof options}`,
    );
  }
  for (const name in options) {
    if (name === "signal" || name === "fallback" || name === "fallbackFor") continue;
    return new TypeError(`A call has no option ${name}; there are signal, fallback, fallbackFor`);
  }
  const { signal, fallback, fallbackFor } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    return new TypeError(`The option signal must be an AbortSignal, received ${typeof signal}`);
  }
  for (const [name, value] of Object.entries({ fallback, fallbackFor })) {
    if (value === undefined || typeof value === "function") continue;
    return new TypeError(`The option ${name} must be a function, received ${typeof value}`);
  }
  return undefined;
}

/** A permit's time limit. Throws a `RangeError` unless it is one that a timer can keep. */
export function checkedTimeout(timeoutMs: number): number {
  if (Number.isSafeInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 2_147_483_647) return timeoutMs;
  throw new RangeError(
    `The option timeoutMs must be an integer from 1 to 2147483647 or false, received ${String(timeoutMs)}`,
  );
}
