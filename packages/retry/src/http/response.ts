import { propertyOf } from "../error-contract.ts";

/** A longer body costs more to read than a new connection. */
const drainedBytes = 64 * 1024;

/** A fetch Response of this or another implementation: told by its shape. */
export function isResponse(value: unknown): value is Response {
  return (
    typeof propertyOf(value, "status") === "number" &&
    typeof propertyOf(value, "ok") === "boolean" &&
    typeof propertyOf(propertyOf(value, "headers"), "get") === "function"
  );
}

/** Frees the connection of a Response that nobody will read. */
export function discard(response: Response): void {
  if (typeof propertyOf(response.body, "cancel") !== "function") return;
  // Refused for a body that someone reads or that has failed; both are freed without us.
  response.body?.cancel().catch(ignore);
}

/**
 * Reads a short body to its end, so that its connection can serve the next attempt; a cancelled one is
 * closed. A body that is long, or does not say how long, is cancelled.
 *
 * @returns gives it up, for a server that does not send what it announced.
 */
export function drain(response: Response): () => void {
  const length = Number(response.headers.get("content-length") ?? NaN);
  const body = response.body;
  if (!(length <= drainedBytes) || typeof propertyOf(body, "getReader") !== "function" || body === null) {
    discard(response);
    return ignore;
  }
  if (body.locked) return ignore;
  const reader = body.getReader();
  const read = async (): Promise<void> => {
    while (!(await reader.read()).done);
  };
  read().catch(ignore);
  return () => {
    reader.cancel().catch(ignore);
  };
}

const ignore = (): void => undefined;
