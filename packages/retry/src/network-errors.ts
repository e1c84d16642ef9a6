import { chainOf, propertyOf } from "./error-contract.ts";

/** Codes of Node.js and undici that say: the connection failed, another may not. */
const networkCodes: ReadonlySet<unknown> = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETRESET",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/**
 * Whether the error, or one of its causes, is a network failure. `fetch` throws a TypeError "fetch
 * failed" for a refused connection and for a bad certificate alike; only the code of its cause
 * tells them apart.
 */
export function isNetworkError(error: unknown): boolean {
  for (const part of chainOf(error)) {
    if (hasNetworkCode(part)) return true;
  }
  return false;
}

/** As `isNetworkError`, without a look at the causes. */
export function hasNetworkCode(error: unknown): boolean {
  return networkCodes.has(propertyOf(error, "code")) || isRefusedStream(error);
}

/** An HTTP/2 server that refuses a stream has not begun to work on the request (RFC 9113, 8.7). */
function isRefusedStream(error: unknown): boolean {
  return (
    propertyOf(error, "code") === "ERR_HTTP2_STREAM_ERROR" &&
    String(propertyOf(error, "message")).includes("NGHTTP2_REFUSED_STREAM")
  );
}
