import { StoreError } from "../../src/store/port.ts";
import { openAt } from "./open-at.ts";

export function refusal(open: () => unknown): StoreError {
  try {
    open();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("it opened");
}

export const atRefusal = (path: string): { code: string; message: string } => {
  const { code, message } = refusal(() => openAt(path));
  return { code, message };
};
