import { expect, test } from "vitest";
import {
  attemptsUsed,
  begin,
  end,
  lostInARow,
  releasedInARow,
  workersToAvoid,
} from "../../src/jobs/attempts.ts";
import type { Attempt, LeasedJob } from "../../src/jobs/job.ts";
import { START, attempt, boom, newJob } from "./support.ts";

const withOutcomes = (outcomes: Attempt["outcome"][], attemptFloor = 0) =>
  newJob({ attempts: outcomes.map((outcome, index) => attempt(index + 1, outcome)), attemptFloor });

function leasedWith(attempts: Attempt[]): LeasedJob {
  const last = attempts.at(-1) ?? attempt(1);
  const { leaseId, workerId } = last;
  return { ...newJob({ attempts }), state: "leased", leaseId, workerId, deadline: START + 1 };
}

test.each([
  [[], 0, 0],
  [["failed", "lost", "timeout", "cancelled"], 0, 4],
  [["released", "failed", "released"], 0, 1],
  [["failed", undefined], 0, 1],
  [["failed", "lost", "failed"], 2, 1],
  [["failed", "failed"], 2, 0],
] as [Attempt["outcome"][], number, number][])(
  "of %j with the floor at %i, %i are used",
  (outcomes, floor, used) => {
    expect(attemptsUsed(withOutcomes(outcomes, floor))).toBe(used);
  },
);

test.each([
  [[], 0, 0],
  [["lost", "lost"], 0, 2],
  [["lost", "failed", "lost"], 0, 1],
  [["lost", "released", "lost", "released"], 0, 2],
  [["lost", "timeout"], 0, 0],
  [["lost", "lost", "lost"], 2, 1],
] as [Attempt["outcome"][], number, number][])(
  "of %j with the floor at %i, %i were lost in a row",
  (outcomes, floor, lost) => {
    expect(lostInARow(withOutcomes(outcomes, floor))).toBe(lost);
  },
);

test.each([
  [[], 0, 0],
  [["released", "released"], 0, 2],
  [["released", "lost", "released"], 0, 1],
  [["released", "failed"], 0, 0],
  [["released", "released"], 1, 1],
] as [Attempt["outcome"][], number, number][])(
  "of %j with the floor at %i, %i were released in a row",
  (outcomes, floor, released) => {
    expect(releasedInARow(withOutcomes(outcomes, floor))).toBe(released);
  },
);

test("workers to avoid are those it was lost or failed on, each once, from before a redrive too", () => {
  const attempts = [
    attempt(1, "failed", "a"),
    attempt(2, "lost", "b"),
    attempt(3, "failed", "a"),
    attempt(4, "timeout", "c"),
    attempt(5, "released", "d"),
    attempt(6, undefined, "e"),
  ];
  expect(workersToAvoid(newJob({ attempts }))).toEqual(["a", "b"]);
  expect(workersToAvoid(newJob({ attempts, attemptFloor: 6 }))).toEqual(["a", "b"]);
});

test("a new attempt takes the next number, though older ones were dropped", () => {
  expect(begin(newJob(), "l", "w", 5)).toEqual([{ number: 1, leaseId: "l", workerId: "w", startedAt: 5 }]);
  const job = newJob({ attempts: [attempt(7, "released")] });
  expect(begin(job, "l", "w", 5).map(({ number }) => number)).toEqual([7, 8]);
});

test("ending touches the held attempt only, and writes the error when there is one", () => {
  const job = leasedWith([attempt(1, "failed"), attempt(2)]);
  expect(end(job, "succeeded", 9)).toEqual([
    attempt(1, "failed"),
    { ...attempt(2), endedAt: 9, outcome: "succeeded" },
  ]);
  expect(end(job, "failed", 9, boom)[1]).toEqual({
    ...attempt(2),
    endedAt: 9,
    outcome: "failed",
    error: boom,
  });
});

test("of released attempts only the newest 20 are kept; others all stay", () => {
  const released = Array.from({ length: 20 }, (_, index) => attempt(index + 2, "released"));
  const job = leasedWith([attempt(1, "failed"), ...released, attempt(22)]);
  const numbers = (attempts: Attempt[]) => attempts.map(({ number }) => number);
  expect(numbers(end(job, "released", 9))).toEqual([1, ...Array.from({ length: 20 }, (_, i) => i + 3)]);
  expect(numbers(end(job, "failed", 9))).toHaveLength(22);
});

test("old attempts lose their stacks and the ends of long messages, the newest keep them", () => {
  const error = { name: "Error", message: "m".repeat(5_000), stack: "at x", retryable: true };
  const history = [1, 2, 3, 4].map((number) => ({ ...attempt(number, "failed"), error }));
  const ended = end(leasedWith([...history, attempt(5)]), "failed", START, error);
  expect(ended.map((each) => each.error?.stack)).toEqual([undefined, undefined, "at x", "at x", "at x"]);
  expect(ended.map((each) => each.error?.message.length)).toEqual([1024, 1024, 5_000, 5_000, 5_000]);
  expect(ended[0]?.error).toMatchObject({ name: "Error", retryable: true });
});
