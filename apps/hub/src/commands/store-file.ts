import { StoreError } from "../store/port.ts";

/**
 * The file that a store's URL names.
 *
 * @throws {StoreError} for a store that has none.
 */
export function storeFile(url: string): string {
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  if (path === undefined || path === ":memory:") {
    const scheme = url.split(":")[0];
    throw new StoreError("unavailable", `PIGEON_STORE_URL: a ${scheme}: store has no file of the hub's own`);
  }
  return path;
}
