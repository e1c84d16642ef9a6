import { createErrorTracker } from "@pigeon/errors";
import { expect, test } from "vitest";
import { Ledger } from "../../src/ledger.ts";
import { stderrLogger } from "../../src/logger.ts";
import { openOperator } from "../../src/operator/open.ts";
import { SAMPLE_INTERVAL_MS } from "../../src/operator/load-history.ts";
import { tell } from "../../src/store/guard/told.ts";
import { StoreError } from "../../src/store/port.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import { defer } from "../../src/system.ts";
import { testConfig } from "../hub-fixture.ts";
import { machine } from "../store/support.ts";
import { FakeClock, settle } from "../units/fake-clock.ts";

// Every sample of the load was an error of its own for as long as the database was gone.
test("a store that is known to be down is not told of with every sample", async () => {
  const clock = new FakeClock(1_700_000_000_000);
  const store = openMemoryStore({ machine, defer });
  let refusal = new StoreError("unavailable", "gone");
  const down = { ...store, counts: () => Promise.reject(refusal) };
  const logger = stderrLogger("silent");
  const errors = createErrorTracker({ logger });
  const operator = openOperator({
    config: testConfig(),
    explained: undefined,
    store: down,
    ledger: new Ledger(down, clock),
    clock,
    logger,
    errors,
  });
  await operator.start();
  const sample = async () => {
    await clock.advance(SAMPLE_INTERVAL_MS);
    await settle();
    return errors.getErrorSummary().total;
  };
  expect(await sample()).toBe(1);
  refusal = tell(new StoreError("unavailable", "not tried, since the store is down"));
  expect([await sample(), await sample()]).toEqual([1, 1]);
  await operator.close();
});
