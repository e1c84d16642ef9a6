import { openMemoryStore } from "./memory/store.ts";
import { StoreError, type Store } from "./port.ts";
import { openSqliteStore, type SqliteStoreOptions } from "./sqlite/store.ts";

/** Opens the store that a URL names: `sqlite:PATH` or `memory:`. */
export function openStore(
  url: string,
  machine: SqliteStoreOptions["machine"],
  defer: SqliteStoreOptions["defer"],
): Store {
  if (url === "memory:") return openMemoryStore({ machine, defer });
  if (url.startsWith("sqlite:"))
    return openSqliteStore({ path: url.slice("sqlite:".length), machine, defer });
  const scheme = url.split(":")[0];
  throw new StoreError(
    "unavailable",
    `PIGEON_STORE_URL: this version has no store for ${scheme}:; use sqlite:PATH or memory:`,
  );
}
