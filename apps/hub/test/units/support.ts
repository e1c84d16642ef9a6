import { onTestFinished } from "vitest";
import { Ledger, type JobChange } from "../../src/ledger.ts";
import type { Store } from "../../src/store/port.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { START } from "../jobs/support.ts";
import { machine } from "../store/support.ts";
import { FakeClock } from "./fake-clock.ts";

/** A real store in memory that commits at once, a ledger on it, and what the ledger told. */
export function storeWithLedger(defer: (flush: () => void) => void = (flush) => flush()): {
  store: Store;
  clock: FakeClock;
  ledger: Ledger;
  told: JobChange[];
} {
  const clock = new FakeClock(START);
  const store = openSqliteStore({ path: ":memory:", machine, defer });
  onTestFinished(() => store.close());
  const ledger = new Ledger(store, clock);
  const told: JobChange[] = [];
  ledger.follow((change) => told.push(change));
  return { store, clock, ledger, told };
}
