import { describe, expect, test } from "vitest";
import { fail, manualProbe, watch } from "./watch.ts";

/** Any suspect is a mass suspicion, so that every verdict without an answer waits. */
const alwaysHeld = { massSuspicion: { minWorkers: 1, share: 0.01, settleMs: 5000 } };

describe("a verdict that is held back, without a probe", () => {
  test("does not wait for a lost connection, which its machine tells itself", () => {
    const { detector, failed } = watch(alwaysHeld);
    const fleet: string[] = [];
    detector.onFleetSuspect(({ phase }) => fleet.push(phase));
    detector.connectionLost("w", "ECONNRESET");
    expect(failed.map(({ reason }) => reason)).toEqual(["connection lost: ECONNRESET"]);
    expect(fleet).toEqual([]);
  });

  test("comes at once when the connection is lost as well, with all the evidence", () => {
    const { detector, failed } = watch(alwaysHeld);
    fail(detector, 3);
    expect(failed).toEqual([]);
    detector.connectionLost("w", "ECONNRESET");
    expect(failed.map(({ evidence }) => evidence.map(({ kind }) => kind))).toEqual([
      ["consecutive-failures", "connection-lost"],
    ]);
  });
});

describe("a good answer of a probe", () => {
  test("ends the row of failures, whatever else was suspected", async () => {
    const { probe, asked } = manualProbe();
    const { detector, time } = watch({ probe });
    fail(detector, 3);
    detector.connectionLost("w");
    asked[0]?.answer(true);
    await time.settle();
    expect(asked).toHaveLength(2);
    expect(detector.getWorkerHealth("w")).toMatchObject({ consecutiveFailures: 0, suspected: true });
  });
});
