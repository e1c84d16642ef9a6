import { createContext, useContext } from "react";

/** Whether the reader may change things; until that is known, no. */
export const IsAdmin = createContext(false);

export const useIsAdmin = (): boolean => useContext(IsAdmin);

/** For buttons: why they cannot be used. */
export const NEEDS_ADMIN = "Needs a token of the role admin";
