const reported = new WeakSet<object>();

/**
 * Turns what a user's callback threw into a process warning, once for each callback: it must neither change
 * the outcome of a call nor go unnoticed.
 */
export function report(what: string, callback: object, error: unknown): void {
  if (reported.has(callback)) return;
  reported.add(callback);
  process.emitWarning(`${what} threw: ${describe(error)}`, "BreakerWarning");
}

/** The message of anything that can be thrown. Never throws itself. */
export function describe(error: unknown): string {
  try {
    const text: unknown = error instanceof Error ? error.message : error;
    return String(text);
  } catch {
    return "a value that cannot be shown";
  }
}

/** What a user's predicate says; `otherwise` when it throws. */
export function ask<T>(
  what: string,
  predicate: (value: T) => boolean,
  value: T,
  otherwise: boolean,
): boolean {
  try {
    return predicate(value);
  } catch (error) {
    report(what, predicate, error);
    return otherwise;
  }
}
