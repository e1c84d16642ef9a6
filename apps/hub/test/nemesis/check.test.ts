import { expect, test } from "vitest";
import { check } from "./check.ts";
import type { Evidence } from "./ledger.ts";
import { aJob, anAttempt, aSubmission, end, evidence, start } from "./support.ts";

const error = { name: "Error", message: "x" };
const lost = (number: number) => anAttempt(number, { outcome: "lost", error });
const dead = (attempts: ReturnType<typeof lost>[]) => ({
  jobs: [aJob({ state: "dead", result: undefined, error, attempts })],
  logs: [],
});

test("nothing is broken where nothing is", () => {
  expect(check(evidence())).toEqual([]);
});

test.each<[string, Partial<Evidence>, number, RegExp]>([
  ["a job that is gone", { jobs: [], logs: [] }, 1, /j1 \(k1\) was acknowledged and is gone/],
  ["a surprise", { surprises: ["a 404"] }, 1, /a 404/],
  [
    "a cancel that did not last",
    { submitted: [aSubmission({ cancelled: true })] },
    1,
    /was cancelled and is succeeded/,
  ],
  [
    "another end than was told",
    { submitted: [aSubmission({ told: { state: "dead", result: undefined } })] },
    2,
    /was told to be dead and is succeeded/,
  ],
  [
    "another result than was told",
    { submitted: [aSubmission({ told: { state: "succeeded", result: { nonce: "x2" } } })] },
    2,
    /or has another result/,
  ],
  [
    "a result of another lease",
    { jobs: [aJob({ result: { n: 1, leaseId: "l0", nonce: "x1" } })] },
    2,
    /has the result of l0, and its lease was l1/,
  ],
  [
    "a result that no worker returned",
    { jobs: [aJob({ result: { n: 1, leaseId: "l1", nonce: "x2" } })] },
    2,
    /has the result of l1/,
  ],
  [
    "two accepted results",
    {
      jobs: [aJob({ attempts: [anAttempt(1), anAttempt(2, { leaseId: "l2" })] })],
      logs: [
        { workerId: "worker-1", entries: [start(1, "l1"), end(2, "l1", "x1"), start(3, "l2"), end(4, "l2")] },
      ],
    },
    2,
    /succeeded with 2 accepted results/,
  ],
  [
    "a lease that ran twice",
    {
      logs: [
        { workerId: "worker-1", entries: [start(1, "l1"), end(2, "l1", "x1"), start(3, "l1"), end(4, "l1")] },
      ],
    },
    2,
    /l1 of j1 ran at worker-1 and again at worker-1/,
  ],
  [
    "a run of a job that never was",
    { logs: [{ workerId: "worker-1", entries: [start(1, "l1"), end(2, "l1", "x1"), start(3, "l9", "j9")] }] },
    2,
    /l9 of j9 ran, and there is no such job/,
  ],
  [
    "more attempts at once than slots in a process",
    {
      slots: 1,
      jobs: [aJob({ attempts: [lost(1), anAttempt(2)], result: { leaseId: "l2", nonce: "x1" } })],
      logs: [{ workerId: "worker-1", entries: [start(1, "l1"), start(2, "l2"), end(3, "l2", "x1")] }],
    },
    3,
    /ran 2 attempts at once in 1 slots/,
  ],
  ["more leases than slots", { seen: ["w holds 5 leases with 4 slots"] }, 3, /w holds 5 leases/],
  ["a job in two places", { seen: ["j1 is not in one place"] }, 1, /j1 is not in one place/],
  [
    "a run outside the history",
    { jobs: [aJob({ state: "cancelled", attempts: [] })] },
    4,
    /not in its history/,
  ],
  ["too many attempts", { jobs: [aJob({ maxAttempts: 0 })] }, 4, /used 1 attempts of 0/],
  [
    "an attempt without an end",
    dead([anAttempt(1, { outcome: "lost", endedAt: undefined as never })]),
    4,
    /has no end/,
  ],
  ["a loss without a reason", dead([anAttempt(1, { outcome: "lost" })]), 4, /nothing says why/],
  ["a death too soon", dead([lost(1), lost(2)]), 4, /dead after 2 attempts of 5: x/],
  [
    "attempts out of order",
    { jobs: [aJob({ attempts: [anAttempt(1), anAttempt(1)] })] },
    4,
    /attempt 1 after 1/,
  ],
  [
    "a result of nobody's work",
    { logs: [{ workerId: "worker-2", entries: [start(1, "l1"), end(2, "l1", "x1")] }] },
    4,
    /ran at worker-2, and its history says worker-1/,
  ],
  ["an attempt that never ran", { logs: [] }, 4, /succeeded at worker-1, which never ran it/],
  [
    "a job without an end",
    { jobs: [aJob({ state: "queued", attempts: [] })], logs: [] },
    5,
    /is still queued/,
  ],
  [
    "a submission that nobody takes",
    { submitted: [aSubmission({ ids: new Set() })] },
    5,
    /could not be submitted/,
  ],
  ["two jobs of a key", { submitted: [aSubmission({ ids: new Set(["j1", "j2"]) })] }, 6, /k1 gave j1 and j2/],
  [
    "two jobs of a submission",
    { jobs: [aJob(), aJob({ id: "j2", state: "cancelled", attempts: [] })] },
    6,
    /submission 1 made j1 and j2/,
  ],
])("%s is found", (_what, more, invariant, words) => {
  expect(check(evidence(more))).toContainEqual({ invariant, what: expect.stringMatching(words) as string });
});

test("what may happen is not taken for a fault", () => {
  const poison = dead([lost(1), lost(2), lost(3)]);
  const usedUp = dead([1, 2, 3, 4, 5].map((number) => anAttempt(number, { outcome: "timeout", error })));
  const released = dead([lost(1), anAttempt(2, { outcome: "released", error }), lost(3), lost(4)]);
  for (const each of [poison, usedUp, released]) expect(check(evidence(each))).toEqual([]);
  const hopeless = {
    payload: { n: 1, ms: 1, failures: 0, hopeless: true },
    attempts: [anAttempt(1, { outcome: "failed", error })],
  };
  const failed = aJob({ state: "dead", result: undefined, error, ...hopeless });
  const logs = [{ workerId: "worker-1", entries: [start(1, "l1"), end(2, "l1")] }];
  expect(check(evidence({ jobs: [failed], logs }))).toEqual([]);
});

test("what a killed process ran is not counted for the next one of its name", () => {
  const entries = [start(1, "l1"), start(2, "l2"), start(3, "l3", "j1", 2), end(4, "l3", "x1", 2)];
  const attempts = [lost(1), lost(2), anAttempt(3)];
  const jobs = [aJob({ attempts, result: { leaseId: "l3", nonce: "x1" } })];
  expect(check(evidence({ slots: 2, jobs, logs: [{ workerId: "worker-1", entries }] }))).toEqual([]);
});
