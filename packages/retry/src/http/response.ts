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
  const { body } = response;
  // A body that someone holds a reader of cannot be cancelled, and is being read.
  if (typeof propertyOf(body, "cancel") !== "function" || body === null || body.locked) return;
  body.cancel().catch(() => undefined);
}
