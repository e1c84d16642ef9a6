import { describe, expect, test } from "vitest";
import { fail, manualProbe, succeed, watch, type Watch } from "./watch.ts";

function probed(options: Parameters<typeof watch>[0] = {}) {
  const { probe, asked } = manualProbe();
  return { ...watch({ probe, probeTimeoutMs: 300, ...options }), asked };
}

async function silent({ time, detector }: Watch): Promise<void> {
  await time.advance(2001);
  detector.check();
}

describe("a suspicion", () => {
  test("changes no status while the probe runs, and is shown", async () => {
    const watched = probed();
    await silent(watched);
    expect(watched.asked.map((probe) => probe.workerId)).toEqual(["w"]);
    expect(watched.detector.getWorkerHealth("w")).toMatchObject({
      status: "healthy",
      suspected: true,
      reasons: ["suspected: silent for 2001 ms, limit 2000 ms"],
    });
    expect(watched.changes).toEqual([]);
  });

  test("is cleared by a good answer, which is a sign of life", async () => {
    const watched = probed();
    await silent(watched);
    watched.asked[0]?.answer(true);
    await watched.time.settle();
    expect(watched.detector.getWorkerHealth("w")).toMatchObject({
      status: "healthy",
      suspected: false,
      reasons: [],
    });
    expect(watched.detector.getWorkerHealth("w")).not.toHaveProperty("lastHeartbeatAt");
    await watched.time.advance(2000);
    watched.detector.check();
    expect(watched.asked).toHaveLength(1);
    await watched.time.advance(1);
    watched.detector.check();
    expect(watched.asked).toHaveLength(2);
  });

  test.each([
    ["no", (probe: ReturnType<typeof probed>["asked"][0]) => probe.answer(false), "the worker is not well"],
    [
      "an error",
      (probe: ReturnType<typeof probed>["asked"][0]) => probe.fail(new Error("ECONNREFUSED")),
      "ECONNREFUSED",
    ],
  ])("becomes the verdict by the answer: %s", async (_name, act, reason) => {
    const watched = probed();
    await silent(watched);
    if (watched.asked[0]) act(watched.asked[0]);
    await watched.time.settle();
    expect(watched.statusOf()).toBe("unhealthy");
    expect(watched.failed[0]?.evidence).toEqual([
      { kind: "silence", silentMs: 2001, limitMs: 2000 },
      { kind: "probe-failed", reason },
    ]);
    expect(watched.detector.getWorkerHealth("w")?.suspected).toBe(false);
  });

  test("shows in the status that decisions read", async () => {
    const watched = probed();
    expect(watched.detector.getWorkerStatus("w")).toEqual({ status: "healthy", suspected: false });
    await silent(watched);
    expect(watched.detector.getWorkerStatus("w")).toEqual({ status: "healthy", suspected: true });
    expect(watched.detector.getWorkerStatus("nobody")).toBeUndefined();
  });

  test("becomes the verdict when no answer comes in time, and the probe is aborted", async () => {
    const watched = probed();
    await silent(watched);
    await watched.time.advance(299);
    expect(watched.statusOf()).toBe("healthy");
    await watched.time.advance(1);
    expect(watched.failed[0]?.reason).toContain("no answer within 300 ms");
    expect(watched.asked[0]?.signal.aborted).toBe(true);
  });

  test("has one probe at a time, whatever evidence is added", async () => {
    const watched = probed({ probeTimeoutMs: 5000 });
    fail(watched.detector, 5);
    await silent(watched);
    watched.detector.check();
    expect(watched.asked).toHaveLength(1);
    expect(watched.detector.getWorkerHealth("w")?.reasons).toContain(
      "suspected: 5 operations failed in a row, threshold 3",
    );
    watched.asked[0]?.answer(false);
    await watched.time.settle();
    expect(watched.failed[0]?.evidence.map((item) => item.kind)).toEqual([
      "consecutive-failures",
      "silence",
      "probe-failed",
    ]);
  });

  test("of failures starts counting afresh once cleared", async () => {
    const { detector, asked, time } = probed();
    fail(detector, 3);
    asked[0]?.answer(true);
    await time.settle();
    expect(detector.getWorkerHealth("w")?.consecutiveFailures).toBe(0);
    fail(detector, 2);
    expect(asked).toHaveLength(1);
    fail(detector, 1);
    expect(asked).toHaveLength(2);
  });

  test("of silence leaves the row of failures as it is once cleared", async () => {
    const watched = probed();
    fail(watched.detector, 2);
    await silent(watched);
    watched.asked[0]?.answer(true);
    await watched.time.settle();
    expect(watched.detector.getWorkerHealth("w")?.consecutiveFailures).toBe(2);
  });

  test("of silence ends with a heartbeat, and the probe is abandoned", async () => {
    const watched = probed();
    await silent(watched);
    watched.detector.heartbeat("w");
    expect(watched.detector.getWorkerHealth("w")?.suspected).toBe(false);
    expect(watched.asked[0]?.signal.aborted).toBe(true);
    watched.asked[0]?.answer(false);
    await watched.time.advance(300);
    expect(watched.changes).toEqual([]);
  });

  test("of failures ends with a success", () => {
    const { detector, asked } = probed();
    fail(detector, 3);
    detector.heartbeat("w");
    expect(detector.getWorkerHealth("w")?.suspected).toBe(true);
    succeed(detector, 1);
    expect(detector.getWorkerHealth("w")?.suspected).toBe(false);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  test("does not hide that the worker is degraded", () => {
    const { detector } = probed();
    succeed(detector, 2);
    fail(detector, 3);
    expect(detector.getWorkerHealth("w")).toMatchObject({ status: "degraded", suspected: true });
  });

  test("is overtaken by a report of an error", async () => {
    const watched = probed();
    await silent(watched);
    watched.detector.heartbeat("w", { status: "error" });
    expect(watched.failed.map((event) => event.reason)).toEqual(['the worker reports "error"']);
    watched.asked[0]?.answer(true);
    await watched.time.settle();
    expect(watched.statusOf()).toBe("unhealthy");
  });

  test("cleared while recovering counts as a good sign", async () => {
    const watched = probed({ recoverySuccesses: 1 });
    watched.detector.heartbeat("w", { status: "error" });
    watched.detector.heartbeat("w");
    watched.detector.connectionLost("w");
    watched.asked[0]?.answer(true);
    await watched.time.settle();
    expect(watched.statusOf()).toBe("healthy");
  });
});

describe("a lost connection", () => {
  test("is probed at once", async () => {
    const { detector, asked, time, failed } = probed();
    detector.connectionLost("w", "ECONNRESET");
    expect(asked).toHaveLength(1);
    asked[0]?.answer(false);
    await time.settle();
    expect(failed[0]?.reason).toBe("connection lost: ECONNRESET; probe failed: the worker is not well");
  });

  test("is a verdict at once without a probe", () => {
    const { detector, failed } = watch();
    detector.connectionLost("w");
    detector.connectionLost("w");
    expect(failed.map((event) => event.reason)).toEqual(["connection lost: no reason given"]);
  });

  test("is not cleared by a heartbeat, which may be older", () => {
    const { detector } = probed();
    detector.connectionLost("w");
    detector.heartbeat("w");
    expect(detector.getWorkerHealth("w")?.suspected).toBe(true);
  });

  test("during a probe asks again, since the answer may be older than the loss", async () => {
    const watched = probed();
    await silent(watched);
    watched.detector.connectionLost("w", "EPIPE");
    watched.asked[0]?.answer(true);
    await watched.time.settle();
    expect(watched.asked).toHaveLength(2);
    expect(watched.detector.getWorkerHealth("w")?.reasons).toEqual(["suspected: connection lost: EPIPE"]);
    watched.asked[1]?.answer(true);
    await watched.time.settle();
    expect(watched.asked).toHaveLength(2);
    expect(watched.detector.getWorkerHealth("w")).toMatchObject({ status: "healthy", suspected: false });
  });

  test("of an unhealthy worker is no news", () => {
    const { detector, asked, failed } = probed();
    detector.heartbeat("w", { status: "error" });
    detector.connectionLost("w");
    expect(asked).toEqual([]);
    expect(failed).toHaveLength(1);
  });
});
