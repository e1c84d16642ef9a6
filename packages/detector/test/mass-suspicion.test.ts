import { describe, expect, test } from "vitest";
import type { Detector, DetectorOptions, FleetSuspectEvent } from "../src/index.ts";
import { fail, manualProbe, watch } from "./watch.ts";

// Heartbeats every 1000 ms: silence beyond 2000 ms, and a settle time of 1000 ms.
function fleet(size: number, options: DetectorOptions = {}) {
  const { probe, asked } = manualProbe();
  const watched = watch({ probe, probeTimeoutMs: 300, massSuspicion: { settleMs: 1000 }, ...options });
  const { detector, time, failed } = watched;
  detector.unregisterWorker("w");
  const ids = Array.from({ length: size }, (_, n) => `w${n + 1}`);
  for (const id of ids) detector.registerWorker(id);
  const told: FleetSuspectEvent[] = [];
  detector.onFleetSuspect((event) => told.push(event));
  detector.start();
  return {
    ...watched,
    asked,
    told,
    phases: () => told.map(({ phase }) => phase),
    failedIds: () => failed.map(({ workerId }) => workerId),
    /** Time passes, in which all beat but these. */
    pass: async (ms: number, silent: readonly string[]) => {
      for (let passed = 0; passed < ms; passed += 250) {
        for (const id of ids.filter((each) => !silent.includes(each))) detector.heartbeat(id);
        await time.advance(250);
      }
    },
    suspected: () => ids.filter((id) => detector.getWorkerStatus(id)?.suspected === true),
  };
}

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

describe("when much of the fleet falls silent at once", () => {
  test("verdicts wait, and the hold is told with its suspects", async () => {
    const { pass, told, failed, suspected } = fleet(6);
    await pass(2750, ["w1", "w2", "w3"]);
    expect(failed).toEqual([]);
    expect(told).toEqual([
      {
        phase: "begin",
        suspects: ["w1", "w2", "w3"],
        fleetSize: 6,
        reason: "3 of 6 workers are suspect at once: verdicts wait",
        at: expect.any(Date),
      },
    ]);
    expect(suspected()).toEqual(["w1", "w2", "w3"]);
  });

  test("all are cleared when they come back, and nobody lost anything", async () => {
    const { pass, phases, told, failed, suspected } = fleet(4);
    await pass(2750, ["w1", "w2", "w3", "w4"]);
    await pass(2000, []);
    // Whoever is late still has the time of a deadline.
    expect(phases()).toEqual(["begin"]);
    await pass(500, []);
    expect(phases()).toEqual(["begin", "end"]);
    expect(told[1]?.reason).toBe("0 of 4 workers are suspect at once: they answered");
    expect([failed, suspected()]).toEqual([[], []]);
  });

  test("those that stay away get a second look when the settle time is over, and then the verdict", async () => {
    const { pass, asked, phases, failedIds, failed, time } = fleet(6);
    await pass(2750, ["w1", "w2", "w3"]);
    expect(asked).toHaveLength(3);
    await pass(1000, ["w1", "w2", "w3"]);
    expect(phases()).toEqual(["begin", "end"]);
    expect(asked.slice(3).map(({ workerId }) => workerId)).toEqual(["w1", "w2", "w3"]);
    expect(failedIds()).toEqual([]);
    asked[3]?.answer(true);
    await time.advance(300);
    expect(failedIds()).toEqual(["w2", "w3"]);
    expect(failed[0]?.evidence.map(({ kind }) => kind)).toEqual(["silence", "probe-failed"]);
  });

  test("when most answer, the hold ends early and the last one gets its second look", async () => {
    const { pass, asked, told, failedIds, time } = fleet(5, { massSuspicion: { settleMs: 60_000 } });
    await pass(2750, ["w1", "w2", "w3"]);
    await pass(2500, ["w3"]);
    expect(told[1]?.reason).toBe("1 of 5 workers are suspect at once: too few are suspect");
    expect(asked.slice(3).map(({ workerId }) => workerId)).toEqual(["w3"]);
    await time.advance(300);
    expect(failedIds()).toEqual(["w3"]);
  });

  test.each([
    ["taken out", (detector: Detector) => ["w1", "w2", "w3"].forEach((id) => detector.unregisterWorker(id))],
    [
      "given up by what they said themselves",
      (detector: Detector) => ["w1", "w2", "w3"].forEach((id) => detector.heartbeat(id, { status: "error" })),
    ],
  ])("a hold whose suspects were %s does not say that they answered", async (_what, act) => {
    const { pass, detector, told } = fleet(6, { massSuspicion: { settleMs: 60_000 } });
    await pass(2750, ["w1", "w2", "w3"]);
    act(detector);
    await pass(2500, ["w1", "w2", "w3"]);
    expect(told[1]?.reason).toMatch(/^0 of \d workers are suspect at once: too few are suspect$/);
  });

  test("the first one to be judged waits too, since the heartbeats of the others are overdue", async () => {
    const { pass, failedIds, told } = fleet(6);
    await pass(500, ["w1"]);
    await pass(250, ["w1", "w2"]);
    await pass(2000, ["w1", "w2", "w3"]);
    expect(told.map(({ phase, suspects }) => [phase, suspects])).toEqual([["begin", ["w1", "w2", "w3"]]]);
    await pass(250, []);
    expect(failedIds()).toEqual([]);
  });

  test("calls that fail count as well", async () => {
    const { detector, failed, time, phases } = fleet(3);
    for (const id of ["w1", "w2", "w3"]) fail(detector, 3, id);
    await time.advance(300);
    expect([failed, phases()]).toEqual([[], ["begin"]]);
  });

  test("a stalled monitor does not end the hold before it read what came in", async () => {
    const { pass, detector, time, failed, phases } = fleet(3);
    await pass(2750, ["w1", "w2", "w3"]);
    await time.stall(60_000);
    expect(phases()).toEqual(["begin"]);
    for (const id of ["w1", "w2", "w3"]) detector.heartbeat(id);
    await pass(3000, []);
    expect([failed, phases()]).toEqual([[], ["begin", "end"]]);
  });

  test("stop ends the hold, and start begins without it", async () => {
    const { pass, detector, told, suspected } = fleet(3);
    await pass(2750, ["w1", "w2", "w3"]);
    detector.stop();
    expect(told.map(({ reason }) => reason).at(-1)).toContain("the detector stopped");
    expect(suspected()).toEqual([]);
  });

  test("without a probe the second look is whether they are still silent", async () => {
    const { pass, phases, failedIds } = fleet(4, { probe: undefined });
    await pass(2500, ["w1", "w2", "w3"]);
    expect([failedIds(), phases()]).toEqual([[], ["begin"]]);
    await pass(1250, ["w1", "w2", "w3"]);
    expect([failedIds(), phases()]).toEqual([
      ["w1", "w2", "w3"],
      ["begin", "end"],
    ]);
  });
});

describe("no hold delays", () => {
  test.each([1, 2])("%i silent of three: a share of few says little", async (count) => {
    const silent = ["w1", "w2"].slice(0, count);
    const { pass, failedIds, told } = fleet(3);
    await pass(2750, silent);
    expect([failedIds(), told]).toEqual([silent, []]);
  });

  test("a killed worker, whose machine refuses the probe, not even during a hold", async () => {
    const { pass, detector, asked, failedIds, time, phases } = fleet(4);
    await pass(2750, ["w1", "w2", "w3"]);
    expect(phases()).toEqual(["begin"]);
    for (const id of ["w4", "w1"]) detector.connectionLost(id, "ECONNRESET");
    for (const { fail: reject } of asked.slice(3)) reject(refused);
    await time.settle();
    expect(failedIds()).toEqual(["w4", "w1"]);
  });

  test("a whole fleet that was killed: every refusal is an answer", async () => {
    const { detector, asked, failedIds, time, told } = fleet(3);
    for (const id of ["w1", "w2", "w3"]) detector.connectionLost(id);
    for (const { fail: reject } of asked) reject(new TypeError("fetch failed", { cause: refused }));
    await time.settle();
    expect([failedIds(), told]).toEqual([["w1", "w2", "w3"], []]);
  });

  test("workers that say themselves that they are not well", async () => {
    const { detector, asked, failedIds, time, told } = fleet(4);
    for (const id of ["w1", "w2", "w3"]) detector.connectionLost(id);
    for (const { answer } of asked) answer(false);
    detector.heartbeat("w4", { status: "error" });
    await time.settle();
    expect([failedIds().sort(), told]).toEqual([["w1", "w2", "w3", "w4"], []]);
  });

  test("anybody when it is switched off", async () => {
    const { pass, failedIds, told } = fleet(3, { massSuspicion: false });
    await pass(2750, ["w1", "w2", "w3"]);
    expect([failedIds(), told]).toEqual([["w1", "w2", "w3"], []]);
  });
});
