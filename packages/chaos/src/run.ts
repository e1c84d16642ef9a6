import type { Injection } from "./injection.ts";

/** Makes a call that something happens to. `discard` frees what an answer held that nobody gets. */
export async function runWith<R>(
  injection: Injection,
  fn: () => Promise<R>,
  defaultError?: () => Error,
  discard?: (result: R) => void,
): Promise<R> {
  const early = await injection.before(defaultError);
  if (early !== undefined) return early.value as R;
  const result = await fn();
  if (!injection.hasAfter) return result;
  try {
    const late = await injection.after(defaultError);
    if (late === undefined) return result;
    discard?.(result);
    return late.value as R;
  } catch (error) {
    discard?.(result);
    throw error;
  }
}
