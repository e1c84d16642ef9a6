import type { ChaosCall } from "../call.ts";

/** A request as rules see it. Without a name of its own it is `"GET example.com:8080"`. */
export function requestCall(
  name: string | undefined,
  method: string,
  url: string,
  signal?: AbortSignal | null,
): ChaosCall {
  const capitals = method.toUpperCase();
  return {
    name: name ?? `${capitals} ${URL.parse(url)?.host ?? "unknown"}`,
    method: capitals,
    url,
    ...(signal !== null && signal !== undefined && { signal }),
  };
}

/** The arguments of `fetch` as rules see them. */
export function fetchCall(
  name: string | undefined,
  input: string | URL | Request,
  init: RequestInit | undefined,
): ChaosCall {
  if (isRequest(input)) {
    return requestCall(name, init?.method ?? input.method, input.url, init?.signal ?? input.signal);
  }
  return requestCall(name, init?.method ?? "GET", String(input), init?.signal);
}

/** By its shape, as it may be that of another fetch; whatever else `fetch` is given, it takes by its text. */
function isRequest(input: unknown): input is Request {
  return typeof input === "object" && input !== null && "url" in input && typeof input.url === "string";
}
