import { expect, test } from "vitest";
import { transition } from "../../src/jobs/transition.ts";
import {
  START,
  STEP_MS,
  cancel,
  fail,
  lease,
  lose,
  newJob,
  play,
  policy,
  step,
  succeed,
  timeout,
} from "./support.ts";

test("a lease begins a numbered attempt whose time is up at the deadline", () => {
  const job = step(newJob({ timeoutMs: 5000 }), lease(1), START);
  expect(job).toEqual({
    ...newJob({ timeoutMs: 5000 }),
    state: "leased",
    leaseId: "lease-1",
    workerId: "worker-1",
    deadline: START + 5000,
    attempts: [{ number: 1, leaseId: "lease-1", workerId: "worker-1", startedAt: START }],
  });
});

test("a success ends the attempt and the job, and leaves nothing of the lease", () => {
  const job = play(newJob(), lease(1), succeed(1));
  expect(job).toEqual({
    ...newJob(),
    state: "succeeded",
    finishedAt: START + STEP_MS,
    attempts: [
      {
        number: 1,
        leaseId: "lease-1",
        workerId: "worker-1",
        startedAt: START,
        endedAt: START + STEP_MS,
        outcome: "succeeded",
      },
    ],
  });
});

test("a success that comes after the deadline, and before the hub ended the attempt, counts", () => {
  const leased = step(newJob({ timeoutMs: 10 }), lease(1), START);
  expect(step(leased, succeed(1), START + 11)).toMatchObject({ state: "succeeded" });
});

test("cancelling a leased job ends its attempt as cancelled; a queued one keeps its history", () => {
  expect(play(newJob(), lease(1), cancel)).toMatchObject({
    state: "cancelled",
    finishedAt: START + STEP_MS,
    attempts: [{ number: 1, outcome: "cancelled", endedAt: START + STEP_MS }],
  });
  expect(play(newJob(), lease(1), fail(1), cancel)).toMatchObject({
    state: "cancelled",
    attempts: [{ number: 1, outcome: "failed" }],
  });
  expect(play(newJob(), cancel)).toEqual({ ...newJob(), state: "cancelled", finishedAt: START });
});

test("the history shows every attempt with worker, times, outcome and error", () => {
  const job = play(
    newJob(),
    lease(1),
    fail(1),
    lease(2),
    lose(2),
    lease(3),
    timeout(3),
    lease(4),
    succeed(4),
  );
  expect(job.attempts).toEqual([
    {
      number: 1,
      leaseId: "lease-1",
      workerId: "worker-1",
      startedAt: START,
      endedAt: START + 1000,
      outcome: "failed",
      error: { name: "Error", message: "boom" },
    },
    {
      number: 2,
      leaseId: "lease-2",
      workerId: "worker-2",
      startedAt: START + 2000,
      endedAt: START + 3000,
      outcome: "lost",
      error: { name: "WorkerLostError", message: "it died" },
    },
    {
      number: 3,
      leaseId: "lease-3",
      workerId: "worker-3",
      startedAt: START + 4000,
      endedAt: START + 5000,
      outcome: "timeout",
      error: { name: "JobTimeoutError", message: "no result within 300000 ms" },
    },
    {
      number: 4,
      leaseId: "lease-4",
      workerId: "worker-4",
      startedAt: START + 6000,
      endedAt: START + 7000,
      outcome: "succeeded",
    },
  ]);
});

test.each(["succeed", "fail"] as const)(
  "a %s reported by a worker that does not hold the lease is stale",
  (type) => {
    const leased = play(newJob(), lease(1, "mine"));
    const event = type === "succeed" ? succeed(1, "other") : fail(1, { workerId: "other" });
    expect(transition(leased, event, START, policy)).toEqual({
      kind: "refused",
      reason: "stale-lease",
      job: leased,
    });
  },
);

test("only the worker that sent a report can send it again", () => {
  const done = play(newJob(), lease(1, "mine"), succeed(1, "mine"));
  expect(transition(done, succeed(1, "mine"), START, policy)).toEqual({ kind: "repeated", job: done });
  expect(transition(done, succeed(1, "other"), START, policy)).toMatchObject({ reason: "stale-lease" });
});

test("a failure reported after the hub ended the attempt as timed out is accepted and changes nothing", () => {
  const job = play(newJob(), lease(1), timeout(1));
  expect(transition(job, fail(1), START, policy)).toEqual({ kind: "repeated", job });
  expect(transition(job, succeed(1), START, policy)).toMatchObject({ reason: "stale-lease" });
});

test("a late result of a lost attempt is stale, also when the job runs elsewhere", () => {
  const elsewhere = play(newJob(), lease(1), lose(1), lease(2));
  expect(transition(elsewhere, succeed(1), START, policy)).toMatchObject({ reason: "stale-lease" });
  expect(step(elsewhere, succeed(2))).toMatchObject({ state: "succeeded" });
});
