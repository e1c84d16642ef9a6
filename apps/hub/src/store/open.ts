import type { Clock } from "../ports.ts";
import { guarded } from "./guard/guard.ts";
import type { CommitWatch } from "./commit-watch.ts";
import { openMemoryStore } from "./memory/store.ts";
import { StoreError, type Machine, type Store } from "./port.ts";
import { openSqliteStore, type SqliteStoreOptions } from "./sqlite/store.ts";

export interface StorePorts {
  readonly clock: Clock;
  readonly defer: SqliteStoreOptions["defer"];
  readonly commits?: CommitWatch | undefined;
}

/** Whether the store is one behind a network: it may be out of reach for a while. */
export function isRemote(url: string): boolean {
  return /^postgres(ql)?:/.test(url);
}

/** Opens the store that a URL names: `sqlite:PATH`, `postgres://…` or `memory:`. */
export async function openStore(url: string, machine: Machine, ports: StorePorts): Promise<Store> {
  const { clock, defer, commits } = ports;
  if (url === "memory:") return openMemoryStore({ machine, defer });
  if (url.startsWith("sqlite:"))
    return openSqliteStore({ path: url.slice("sqlite:".length), machine, defer, commits });
  if (isRemote(url)) {
    // Only here: a hub on another store never loads the driver.
    const { openPostgresStore } = await import("./postgres/store.ts");
    return guarded(await openPostgresStore({ url, machine, clock, defer, commits }), clock);
  }
  const scheme = url.split(":")[0];
  throw new StoreError(
    "unavailable",
    `PIGEON_STORE_URL: this version has no store for ${scheme}:; use sqlite:PATH, postgres://… or memory:`,
  );
}
