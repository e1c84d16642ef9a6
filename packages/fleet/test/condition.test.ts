import { describe, expect, test } from "vitest";
import { conditionOf } from "../src/condition.ts";
import { DEFAULT_PATIENCE, type HubWorker, type Instance, type Sighting } from "../src/index.ts";
import { instance, NOW, worker } from "./samples.ts";

const MINUTE = 60_000;

function of(
  change: Partial<Instance>,
  at?: HubWorker,
  since: Sighting = {},
  suspect = false,
): ReturnType<typeof conditionOf> {
  return conditionOf(instance(0, change), at, since, suspect, DEFAULT_PATIENCE, NOW);
}

const ago = (ms: number): number => NOW - ms;

describe("an instance that ends", () => {
  test.each(["shutting-down", "terminated"] as const)(
    "%s has ended, with the worker that is left",
    (state) => {
      expect(of({ state })).toEqual({ kind: "ended", worker: undefined });
      expect(of({ state }, worker(0))).toEqual({ kind: "ended", worker: worker(0) });
    },
  );

  test.each(["stopping", "stopped"] as const)("%s has failed: nobody starts it again", (state) => {
    expect(of({ state }, worker(0))).toMatchObject({ kind: "failed", reason: `the instance is ${state}` });
  });
});

describe("an instance without a worker", () => {
  test("boots until the deadline", () => {
    const { bootDeadlineMs } = DEFAULT_PATIENCE;
    const late = { workerMissing: ago(bootDeadlineMs) };
    expect(of({ launchedAt: ago(bootDeadlineMs - 1) }, undefined, late)).toEqual({ kind: "booting" });
    expect(of({ launchedAt: ago(bootDeadlineMs) }, undefined, late)).toEqual({
      kind: "failed",
      reason: "no worker registered within 10 min of its launch",
    });
  });

  test("is told apart from one that had a worker once by when it was first seen without one", () => {
    const { bootDeadlineMs } = DEFAULT_PATIENCE;
    const launchedAt = ago(bootDeadlineMs + 120_000);
    const never = { workerMissing: launchedAt + 59_999 };
    expect(of({ launchedAt }, undefined, never)).toMatchObject({
      reason: "no worker registered within 10 min of its launch",
    });
    const once = { workerMissing: launchedAt + 60_000 };
    expect(of({ launchedAt }, undefined, once)).toMatchObject({
      reason: "it has had no worker for 11 min",
    });
  });

  test("is an orphan after a grace that begins when it is first seen without one", () => {
    const { orphanGraceMs } = DEFAULT_PATIENCE;
    expect(of({})).toEqual({ kind: "booting" });
    expect(of({}, undefined, { workerMissing: ago(orphanGraceMs - 1) })).toEqual({ kind: "booting" });
    expect(of({}, undefined, { workerMissing: ago(orphanGraceMs) })).toEqual({
      kind: "failed",
      reason: "it has had no worker for 2 min",
    });
  });

  test("is given up when the cloud takes it away", () => {
    expect(of({ interruptionAt: NOW + MINUTE })).toEqual({
      kind: "failed",
      reason: "the cloud takes it away in 60 s",
    });
    expect(of({ interruptionAt: NOW - 1 })).toMatchObject({ reason: "the cloud takes it away in 0 s" });
  });
});

describe("an instance with a worker", () => {
  test.each(["healthy", "degraded", "recovering"] as const)("serves while it is %s", (status) => {
    expect(of({}, worker(0, { status }))).toEqual({ kind: "serving", worker: worker(0, { status }) });
  });

  test("goes at once when detector and status checks both accuse it", () => {
    const sick = worker(0, { status: "unhealthy" });
    expect(of({ statusChecks: "impaired" }, sick, { unhealthy: NOW, impaired: NOW })).toEqual({
      kind: "failed",
      worker: sick,
      reason: "its worker is unhealthy and its status checks fail",
    });
  });

  test("goes after a grace when only the detector accuses it", () => {
    const sick = worker(0, { status: "unhealthy" });
    const { unhealthyGraceMs } = DEFAULT_PATIENCE;
    expect(of({}, sick, { unhealthy: ago(unhealthyGraceMs - 1) }).kind).toBe("serving");
    expect(of({}, sick, { unhealthy: ago(unhealthyGraceMs) })).toMatchObject({
      kind: "failed",
      reason: "its worker has been unhealthy for 2 min",
    });
  });

  test("is not accused by a hub that suspects everybody", () => {
    const sick = worker(0, { status: "unhealthy" });
    expect(of({}, sick, { unhealthy: ago(3_600_000) }, true).kind).toBe("serving");
    expect(of({}, sick, { unhealthy: ago(3_600_000), impaired: NOW }, true).kind).toBe("serving");
  });

  test("finishes its jobs first when only the status checks accuse it", () => {
    const { impairedGraceMs } = DEFAULT_PATIENCE;
    expect(of({}, worker(0), { impaired: ago(impairedGraceMs - 1) }).kind).toBe("serving");
    expect(of({}, worker(0), { impaired: ago(impairedGraceMs) })).toEqual({
      kind: "failing",
      worker: worker(0),
      reason: "its status checks have failed for 2 min",
    });
  });

  test("finishes its jobs when the cloud takes it away", () => {
    expect(of({ interruptionAt: NOW + 2 * MINUTE }, worker(0))).toMatchObject({
      kind: "failing",
      reason: "the cloud takes it away in 2 min",
    });
  });

  test("drains, and is drained", () => {
    const busy = worker(0, { draining: true, running: 2 });
    const { drainDeadlineMs } = DEFAULT_PATIENCE;
    expect(of({}, busy)).toEqual({ kind: "draining", worker: busy });
    expect(of({}, busy, { draining: ago(drainDeadlineMs - 1) }).kind).toBe("draining");
    expect(of({}, busy, { draining: ago(drainDeadlineMs) })).toMatchObject({
      kind: "failed",
      reason: "2 jobs did not end within 15 min",
    });
    const one = { ...busy, running: 1 };
    expect(of({}, one, { draining: ago(drainDeadlineMs) })).toMatchObject({
      reason: "1 job did not end within 15 min",
    });
    const idle = worker(0, { draining: true });
    expect(of({}, idle, { draining: ago(drainDeadlineMs) })).toEqual({ kind: "drained", worker: idle });
    expect(of({ interruptionAt: NOW }, idle).kind).toBe("drained");
  });

  test("a clock that was set back does no harm", () => {
    expect(of({}, worker(0, { status: "unhealthy" }), { unhealthy: NOW + MINUTE }).kind).toBe("serving");
  });
});
