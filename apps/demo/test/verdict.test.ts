import type { Job } from "@pigeon/client";
import { describe, expect, test } from "vitest";
import { isFlawless, judge, renderVerdict, type Kill } from "../src/verdict.ts";

const at = (ms: number) => new Date(1_000_000 + ms).toISOString();

function job(file: string, changes: Partial<Job> = {}): Job {
  const attempt = {
    number: 1,
    leaseId: `l-${file}`,
    workerId: "w",
    startedAt: at(0),
    endedAt: at(5),
    outcome: "succeeded",
  } as const;
  return {
    id: file,
    type: "t",
    state: "succeeded",
    payload: null,
    priority: 0,
    labels: { file },
    correlationId: null,
    createdAt: at(0),
    runAt: at(0),
    maxAttempts: 5,
    attempts: [attempt],
    result: file,
    ...changes,
  };
}

const lost = {
  number: 1,
  leaseId: "l1",
  workerId: "w",
  startedAt: at(0),
  endedAt: at(120),
  outcome: "lost",
} as const;
const second = {
  number: 2,
  leaseId: "l2",
  workerId: "v",
  startedAt: at(130),
  endedAt: at(140),
  outcome: "succeeded",
} as const;
const expected = new Map([
  ["a", "a"],
  ["b", "b"],
]);

describe("the verdict", () => {
  test("is flawless when every file has one job with the right result", () => {
    const verdict = judge([job("a"), job("b")], expected, []);
    expect(verdict).toEqual({
      jobs: 2,
      attempts: 2,
      reassigned: 0,
      wrongResults: 0,
      duplicates: 0,
      lost: 0,
      recoveryMs: [],
    });
    expect(isFlawless(verdict)).toBe(true);
  });

  test.each([
    ["a job is missing", [job("a")], { lost: 1 }],
    ["a job is dead", [job("a"), job("b", { state: "dead" })], { lost: 1 }],
    ["a result is wrong", [job("a"), job("b", { result: "x" })], { wrongResults: 1 }],
    ["a file has two jobs", [job("a"), job("b"), job("b")], { duplicates: 1 }],
    [
      "two results were accepted",
      [job("a"), job("b", { attempts: [...job("b").attempts, second] })],
      { duplicates: 1 },
    ],
  ])("is not when %s", (_what, jobs, difference) => {
    const verdict = judge(jobs, expected, []);
    expect(verdict).toMatchObject(difference);
    expect(isFlawless(verdict)).toBe(false);
    expect(renderVerdict(verdict, [], 1)).toContain("NOT as promised");
  });

  test("counts a lease that was on its way to the worker when it died as reassigned, too", () => {
    const released = { ...lost, outcome: "released" } as const;
    const jobs = [job("a", { attempts: [released, second] }), job("b")];
    expect(judge(jobs, expected, [{ what: "worker", at: Date.parse(at(100)) }])).toMatchObject({
      reassigned: 1,
      recoveryMs: [30],
    });
  });

  test("measures from a kill to the first attempt that it caused", () => {
    const jobs = [job("a", { attempts: [lost, second] }), job("b")];
    const kills: Kill[] = [
      { what: "worker", at: Date.parse(at(100)) },
      { what: "hub", at: Date.parse(at(50)), backAt: Date.parse(at(70)) },
      { what: "worker", at: Date.parse(at(900)) },
    ];
    const verdict = judge(jobs, expected, kills);
    expect(verdict).toMatchObject({ reassigned: 1, recoveryMs: [30, 80, undefined] });
    const text = renderVerdict(verdict, kills, 2);
    expect(text).toContain("first reassigned attempt after 30 ms");
    expect(text).toContain("first attempt after 80 ms (hub ready again after 20 ms");
    expect(text).toContain("nothing had to move");
    expect(text).toContain("2 in 2.0 s (1/s)");
  });
});
