import { expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import {
  START,
  STEP_MS,
  boom,
  fail,
  lease,
  lose,
  newJob,
  play,
  policy,
  redrive,
  release,
  step,
  timeout,
} from "./support.ts";

const leasedOnce = (overrides: Parameters<typeof newJob>[0] = {}): Job => play(newJob(overrides), lease(1));

test("a failure with attempts left runs again after the backoff of its attempt", () => {
  const once = play(newJob(), lease(1), fail(1));
  expect(once).toMatchObject({ state: "queued", runAt: START + STEP_MS + 1000 });
  const twice = play(newJob(), lease(1), fail(1), lease(2), fail(2));
  expect(twice).toMatchObject({ state: "queued", runAt: START + 3 * STEP_MS + 2000 });
});

test("the failure's own retryAfterMs wins over the backoff, also when it is 0", () => {
  expect(step(leasedOnce(), fail(1, { retryAfterMs: 7 }), START)).toMatchObject({ runAt: START + 7 });
  expect(step(leasedOnce(), fail(1, { retryAfterMs: 0 }), START)).toMatchObject({ runAt: START });
});

test("a failure that says retryable: false is dead at once; retryable: true is no exception to the limit", () => {
  const never = { ...boom, retryable: false };
  expect(step(leasedOnce(), fail(1, { error: never, retryAfterMs: 5 }), START)).toMatchObject({
    state: "dead",
    finishedAt: START,
    error: never,
    attempts: [{ number: 1, outcome: "failed", error: never }],
  });
  const always = { ...boom, retryable: true };
  expect(step(leasedOnce(), fail(1, { error: always }))).toMatchObject({ state: "queued" });
  expect(step(leasedOnce({ maxAttempts: 1 }), fail(1, { error: always }))).toMatchObject({ state: "dead" });
});

test("the last attempt's error is the dead job's", () => {
  const last = { name: "LastError", message: "the third" };
  const job = play(
    newJob({ maxAttempts: 3 }),
    lease(1),
    fail(1),
    lease(2),
    fail(2),
    lease(3),
    fail(3, { error: last }),
  );
  expect(job).toMatchObject({ state: "dead", finishedAt: START + 5 * STEP_MS, error: last });
  expect(job.attempts).toHaveLength(3);
});

test.each([
  ["before", 4999, "failed"],
  ["at", 5000, "timeout"],
  ["after", 5001, "timeout"],
] as const)("a failure reported %s the deadline (%i ms) is a %s", (_when, afterMs, outcome) => {
  const leased = step(newJob({ timeoutMs: 5000 }), lease(1), START);
  expect(step(leased, fail(1), START + afterMs).attempts).toMatchObject([{ outcome, error: boom }]);
});

test("a timeout uses up an attempt and runs again after the backoff", () => {
  expect(step(leasedOnce({ timeoutMs: 20 }), timeout(1), START + 20)).toMatchObject({
    state: "queued",
    runAt: START + 20 + 1000,
    attempts: [{ outcome: "timeout", error: { name: "JobTimeoutError", message: "no result within 20 ms" } }],
  });
  expect(step(leasedOnce({ maxAttempts: 1 }), timeout(1))).toMatchObject({
    state: "dead",
    error: { name: "JobTimeoutError" },
  });
});

test("a lost job keeps its place, so that it runs before the jobs that came later", () => {
  const job = newJob({ runAt: START - 5000 });
  expect(play(job, lease(1), lose(1))).toMatchObject({ state: "queued", runAt: START - 5000 });
});

test("a loss uses up an attempt", () => {
  const job = play(newJob({ maxAttempts: 2 }), lease(1), lose(1), lease(2), lose(2));
  expect(job).toMatchObject({
    state: "dead",
    error: { name: "WorkerLostError", message: "it died", fingerprint: "WorkerLostError" },
  });
});

test("a job that lost its worker poisonLimit times in a row is dead, whatever attempts it has left", () => {
  const twice = play(newJob({ maxAttempts: 100 }), lease(1), lose(1), lease(2), lose(2), lease(3));
  expect(step(twice, lose(3), START)).toMatchObject({
    state: "dead",
    finishedAt: START,
    error: {
      name: "PoisonJobError",
      fingerprint: "PoisonJobError",
      message: "lost its worker 3 times in a row (last: it died); it may be what kills them",
    },
    attempts: [
      { outcome: "lost" },
      { outcome: "lost" },
      { outcome: "lost", error: { name: "WorkerLostError" } },
    ],
  });
  expect(step(leasedOnce(), lose(1), START, { ...policy, poisonLimit: 1 })).toMatchObject({
    state: "dead",
    error: { name: "PoisonJobError" },
  });
});

test("a failure between them ends a row of losses; a release does not", () => {
  const failed = [lease(1), lose(1), lease(2), lose(2), lease(3), fail(3), lease(4), lose(4)];
  expect(play(newJob({ maxAttempts: 9 }), ...failed)).toMatchObject({ state: "queued" });
  const released = [lease(1), lose(1), lease(2), lose(2), lease(3), release(3), lease(4), lose(4)];
  expect(play(newJob({ maxAttempts: 9 }), ...released)).toMatchObject({ state: "dead" });
});

test("a release costs no attempt, and runs again at once in the old place", () => {
  const job = play(newJob({ maxAttempts: 1, runAt: START - 5000 }), lease(1), release(1));
  expect(job).toMatchObject({
    state: "queued",
    runAt: START - 5000,
    attempts: [{ outcome: "released", error: { name: "LeaseReleased", message: "drained" } }],
  });
  expect(play(job, lease(2), fail(2))).toMatchObject({ state: "dead" });
});

test("released again and again, a job waits longer and longer, up to 5 s", () => {
  let job: Job = newJob({ runAt: START });
  const pauses = [];
  for (let n = 1; n <= 30; n += 1) {
    job = step(step(job, lease(n), START), release(n), START);
    pauses.push(job.runAt - START);
  }
  expect(pauses.slice(0, 10)).toEqual([0, 50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(new Set(pauses.slice(10))).toEqual(new Set([5000]));
});

test("an attempt that was not released ends the growing pauses", () => {
  const events = [
    lease(1),
    release(1),
    lease(2),
    release(2),
    lease(3),
    fail(3, { retryAfterMs: 0 }),
    lease(4),
    release(4),
  ];
  const job = play(newJob(), ...events);
  expect(job.runAt).toBeLessThan(START + 7 * STEP_MS);
});

test("a redriven job starts over: all its attempts, no row of losses, and its history kept", () => {
  const dead = play(newJob({ maxAttempts: 2 }), lease(1), lose(1), lease(2), lose(2));
  const again = step(dead, redrive, START + 99);
  expect(again).toEqual({
    ...newJob({ maxAttempts: 2 }),
    runAt: START + 99,
    attempts: dead.attempts,
    attemptFloor: 2,
  });
  expect(play(again, lease(3), lose(3))).toMatchObject({ state: "queued" });
  expect(play(again, lease(3), lose(3), lease(4), lose(4))).toMatchObject({ state: "dead" });
  expect(play(again, lease(3)).attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(play(again, lease(3), fail(3))).toMatchObject({ runAt: START + STEP_MS + 1000 });
});

test("after a redrive old attempts do not count, also when the history dropped some of them", () => {
  let job: Job = newJob({ maxAttempts: 1 });
  for (let n = 1; n <= 25; n += 1) job = play(job, lease(n), release(n));
  const dead = play(job, lease(26), fail(26));
  expect(dead).toMatchObject({ state: "dead" });
  expect(dead.attempts).toHaveLength(21);
  expect(step(dead, redrive)).toMatchObject({ state: "queued", attemptFloor: 26 });
  expect(play(dead, redrive, lease(27), lose(27))).toMatchObject({
    state: "dead",
    error: { name: "WorkerLostError" },
  });
});

test("a second redrive counts from the second death", () => {
  const once = play(newJob({ maxAttempts: 1 }), lease(1), fail(1), redrive, lease(2), fail(2));
  expect(once).toMatchObject({ state: "dead", attemptFloor: 1 });
  expect(step(once, redrive)).toMatchObject({ state: "queued", attemptFloor: 2 });
});
