/** A property of anything that was thrown, or undefined where it cannot be read. */
export function propertyOf(value: unknown, name: string): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

/** What an error says about itself: true, false, or nothing. */
export function retryableFlagOf(error: unknown): boolean | undefined {
  const flag = propertyOf(error, "retryable");
  return typeof flag === "boolean" ? flag : undefined;
}

/** The wait that an error asks for, if it is a usable number. */
export function retryAfterMsOf(error: unknown): number | undefined {
  const wait = propertyOf(error, "retryAfterMs");
  return typeof wait === "number" && wait >= 0 ? wait : undefined;
}

/** The error and all that it names as its cause or holds as an aggregate, nearest first. */
export function* chainOf(error: unknown, depth = 10): Generator {
  yield error;
  if (depth === 0) return;
  const cause = propertyOf(error, "cause");
  if (cause !== undefined) yield* chainOf(cause, depth - 1);
  const parts = propertyOf(error, "errors");
  // One level only: a wide aggregate inside another would multiply.
  if (Array.isArray(parts)) yield* parts.slice(0, 10);
}
