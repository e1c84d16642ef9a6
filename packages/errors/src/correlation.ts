import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<string | undefined>();

/**
 * Runs `fn` so that all errors logged by it, and by all that it starts, carry this correlation id unless their
 * context has one. Returns what `fn` returns. `undefined` or "" cuts what `fn` starts off from the id around it.
 */
export function withCorrelation<T>(correlationId: string | undefined, fn: () => T): T {
  return storage.run(correlationId === "" ? undefined : correlationId, fn);
}

/** The id of the innermost `withCorrelation` around the running code. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore();
}
