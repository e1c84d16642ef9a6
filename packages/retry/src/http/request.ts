import { propertyOf } from "../error-contract.ts";

/** A Request, or the `init` that `fetch` is called with. */
export interface HttpRequest {
  readonly method?: string | undefined;
  readonly headers?: unknown;
}

export function methodOf(request: HttpRequest | undefined): string | undefined {
  const method = request?.method;
  return method === undefined || method === "" ? undefined : method;
}

/** Whether an `Idempotency-Key` header is set: in Headers, a plain object or a list of pairs. */
export function hasIdempotencyKey(request: HttpRequest | undefined): boolean {
  const headers = request?.headers;
  if (typeof headers !== "object" || headers === null) return false;
  const get = propertyOf(headers, "get");
  if (typeof get === "function") return Boolean(Reflect.apply(get, headers, ["idempotency-key"]));
  const pairs: readonly unknown[] = Array.isArray(headers) ? headers : Object.entries(headers);
  return pairs.some(
    (pair) => Array.isArray(pair) && String(pair[0]).toLowerCase() === "idempotency-key" && Boolean(pair[1]),
  );
}
