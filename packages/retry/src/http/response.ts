import { propertyOf } from "../error-contract.ts";

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
  response.body?.cancel().catch(() => undefined);
}
