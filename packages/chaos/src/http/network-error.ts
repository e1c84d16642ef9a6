/** Codes of failed connections as Node.js gives them. */
export type NetworkErrorCode =
  | "ECONNREFUSED"
  | "ECONNRESET"
  | "EHOSTUNREACH"
  | "ENOTFOUND"
  | "EPIPE"
  | "ETIMEDOUT";

const wording: Readonly<Record<NetworkErrorCode, { readonly syscall: string; readonly text: string }>> = {
  ECONNREFUSED: { syscall: "connect", text: "connect ECONNREFUSED" },
  ECONNRESET: { syscall: "read", text: "read ECONNRESET" },
  EHOSTUNREACH: { syscall: "connect", text: "connect EHOSTUNREACH" },
  ENOTFOUND: { syscall: "getaddrinfo", text: "getaddrinfo ENOTFOUND" },
  EPIPE: { syscall: "write", text: "write EPIPE" },
  ETIMEDOUT: { syscall: "connect", text: "connect ETIMEDOUT" },
};

/** A failed connection that never was: with `code` and `syscall`, as code that retries looks for them. */
export class ChaosNetworkError extends Error {
  override readonly name = "Error";
  /** Tells an injected error from a real one. */
  readonly chaos = true;
  readonly code: NetworkErrorCode;
  readonly syscall: string;

  constructor(code: NetworkErrorCode) {
    super(wording[code].text);
    this.code = code;
    this.syscall = wording[code].syscall;
  }
}

/**
 * The `error` of a fault rule: a failed connection. A wrapped `fetch` gives it as `fetch` does, as the
 * cause of `TypeError: fetch failed`.
 */
export function networkError(code: NetworkErrorCode): () => ChaosNetworkError {
  if (!Object.hasOwn(wording, code)) {
    throw new TypeError(
      `Unknown network error ${JSON.stringify(code)}: there are ${Object.keys(wording).join(", ")}`,
    );
  }
  return () => new ChaosNetworkError(code);
}

/** What a fault rule without errors gives to HTTP requests. */
export const connectionReset = (): ChaosNetworkError => new ChaosNetworkError("ECONNRESET");
