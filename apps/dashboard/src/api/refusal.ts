import { ApiError } from "./call.ts";

/** The hub wants to know who asks. */
export function isUnknownToken(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** The hub did not answer at all. */
export function isAway(error: unknown): boolean {
  return error instanceof ApiError && error.status === 0;
}
