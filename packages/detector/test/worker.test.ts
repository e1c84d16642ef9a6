import { describe, expect, test } from "vitest";
import {
  newWorker,
  noteFailure,
  noteLife,
  noteRecoveryStart,
  noteSuccess,
  type Worker,
} from "../src/worker.ts";

function worker(): { worker: Worker; observed: number[] } {
  const observed: number[] = [];
  const deadline = { observe: (at: number) => void observed.push(at), silenceLimitMs: () => 1 };
  return { worker: newWorker("w", {}, deadline, { windowSize: 10, latencyFactor: 4 }, 5), observed };
}

const error = { operation: "call", message: "boom", at: new Date(0) };

describe("what is noted of a worker", () => {
  test("signs of life are shown to its deadline; registration and failures are not", () => {
    const { worker: w, observed } = worker();
    expect(w.lastSeenAt).toBe(5);
    noteLife(w, 10);
    noteSuccess(w, 20, 0);
    noteFailure(w, 30, error);
    expect(observed).toEqual([10, 20]);
    expect(w.lastSeenAt).toBe(20);
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
});
