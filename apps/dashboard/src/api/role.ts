import { useWhoami } from "./queries.ts";

/** Whether the reader may change things; until that is known, no. */
export function useIsAdmin(): boolean {
  return useWhoami().data?.role === "admin";
}

/** For buttons: why they cannot be used. */
export const NEEDS_ADMIN = "Needs a token of the role admin";
