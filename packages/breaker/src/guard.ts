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

/**
 * Calls what only looks on: neither what it throws nor the rejection of its promise, which would end the process, goes
 * any further.
 */
export function tell<A extends readonly unknown[]>(
  what: string,
  callback: (...args: A) => unknown,
  ...args: A
): unknown {
  try {
    const result = callback(...args);
    if (result instanceof Promise) result.catch((error: unknown) => report(what, callback, error));
    return result;
  } catch (error) {
    report(what, callback, error);
    return undefined;
  }
}

/** What a user's predicate says; `otherwise` when it throws or hands back a promise, which says nothing yet. */
export function ask<T>(
  what: string,
  predicate: (value: T) => boolean,
  value: T,
  otherwise: boolean,
): boolean {
  try {
    const answer: unknown = predicate(value);
    if (!(answer instanceof Promise)) return Boolean(answer);
    answer.catch(() => {});
    throw new TypeError("expected true or false, received a promise");
  } catch (error) {
    report(what, predicate, error);
    return otherwise;
  }
}

/** What a user's source of chance says; 0 when it throws or is not from 0 up to 1. */
export function guardedRandom(random: () => number): () => number {
  return () => {
    try {
      const chance = random();
      return chance >= 0 && chance < 1 ? chance : 0;
    } catch (error) {
      report("random", random, error);
      return 0;
    }
  };
}
