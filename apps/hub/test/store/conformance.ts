import { describe, onTestFinished } from "vitest";
import { applyTests } from "./conformance/apply.ts";
import { claimTests } from "./conformance/claim.ts";
import { enqueueTests } from "./conformance/enqueue.ts";
import { lifecycleTests } from "./conformance/lifecycle.ts";
import { modelTests } from "./conformance/model.ts";
import { queryTests } from "./conformance/queries.ts";
import { stateTests } from "./conformance/state.ts";
import type { OpenStore } from "./support.ts";

/**
 * What every adapter of the store port must do. `open` gives a fresh, empty store with the machine of
 * `support.ts`; the suite closes it before it asks for another.
 */
export function describeStore(name: string, open: OpenStore, modelRuns: number = 60): void {
  const fresh: OpenStore = async () => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };
  describe(name, () => {
    enqueueTests(fresh);
    claimTests(fresh);
    applyTests(fresh);
    queryTests(fresh);
    stateTests(fresh);
    lifecycleTests(fresh);
    modelTests(open, modelRuns);
  });
}
