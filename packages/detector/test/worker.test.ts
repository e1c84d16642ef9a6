import { describe, expect, test } from "vitest";
import { fixedDeadline } from "../src/index.ts";
import { Page } from "../src/page.ts";
import { noteFailure, noteLife, noteRecoveryStart, noteSuccess, Worker } from "../src/worker.ts";

function worker(): { worker: Worker; page: Page; degraded: Worker[] } {
  const page = new Page(4, fixedDeadline({ limitMs: 100 }));
  const degraded: Worker[] = [];
  page.begin(0, "w", undefined, 1000, 5);
  const worker = new Worker(page, 0, "w", {
    windowSize: 10,
    latencyFactor: 4,
    now: () => 50,
    dateOf: (activeMs) => new Date(activeMs),
    onDegraded: (each) => void degraded.push(each),
  });
  page.keep(0, worker);
  return { worker, page, degraded };
}

const error = { operation: "call", message: "boom", at: new Date(0) };

describe("what is noted of a worker", () => {
  test("successes are signs of life; failures are not, and neither is a heartbeat", () => {
    const { worker: w } = worker();
    expect(w.lastSeenAt).toBe(5);
    noteLife(w, 10);
    noteSuccess(w, 20, 0);
    noteFailure(w, 30, error);
    expect(w.lastSeenAt).toBe(20);
    expect(w.silence).toEqual({ silentMs: 30, limitMs: 100, marginMs: 70 });
    expect([w.lastHeartbeatAt, w.report]).toEqual([undefined, undefined]);
  });

  test("it tells when it becomes degraded, since that may pass without any sign of its own", () => {
    const { worker: w, degraded } = worker();
    w.state = { status: "unhealthy", evidence: [] };
    expect(degraded).toEqual([]);
    w.state = { status: "degraded", strain: [] };
    expect(degraded).toEqual([w]);
    expect(w.state.status).toBe("degraded");
  });

  test("a success ends the row of failures, and so does the start of a recovery", () => {
    const { worker: w } = worker();
    for (let count = 0; count < 3; count++) noteFailure(w, 10, error);
    expect(w.consecutiveFailures).toBe(3);
    noteRecoveryStart(w);
    expect(w.consecutiveFailures).toBe(0);
    expect(w.window.count(0).outcomes).toBe(0);
    noteFailure(w, 10, error);
    noteSuccess(w, 10, 0);
    expect(w).toMatchObject({ consecutiveFailures: 0, totals: { successes: 1, failures: 4 } });
  });

  test.each<[string, (w: Worker, page: Page) => void, boolean]>([
    ["nothing ever happened", () => {}, true],
    ["it recovered", (w) => void (w.state = { status: "healthy" }), true],
    ["it is not well", (w) => void (w.state = { status: "recovering", goodSigns: 2 }), false],
    ["a success counts", (w) => noteSuccess(w, 10, 0), false],
    ["a failure counts", (w) => noteFailure(w, 10, error), false],
    [
      "it is suspected",
      (w) => void (w.suspicion = { evidence: [], askAgain: false, abandon: () => {}, stage: "held" }),
      false,
    ],
    ["it was dropped already", (_, page) => page.drop(0), false],
  ])("its record is spent when nothing is left to say: %s", (_what, act, spent) => {
    const { worker: w, page } = worker();
    act(w, page);
    expect(w.spent).toBe(spent);
  });
});
