const told = new WeakSet<object>();

/** Marks an error of which the operators hear otherwise, once for all. */
export function tell<E extends object>(error: E): E {
  told.add(error);
  return error;
}

export function isTold(error: unknown): boolean {
  return typeof error === "object" && error !== null && told.has(error);
}
