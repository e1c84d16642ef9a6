/** A fetch Response as fn would return it, and whether its body was cancelled. */
export function fakeResponse(
  status: number,
  headers: Record<string, string> = {},
): { response: Response; cancelled: () => boolean } {
  let cancelled = false;
  const body = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  return { response: new Response(body, { status, headers }), cancelled: () => cancelled };
}

/** Returns these in turn. */
export function returning<T>(...values: readonly T[]): { fn: () => Promise<T>; calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    async fn() {
      calls += 1;
      const value = values[calls - 1];
      if (value === undefined) throw new Error("called too often");
      return value;
    },
  };
}
