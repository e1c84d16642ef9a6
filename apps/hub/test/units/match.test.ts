import { expect, test } from "vitest";
import { match, wanted, type Capacity } from "../../src/dispatch/match.ts";
import type { QueuedJob } from "../../src/jobs/job.ts";
import { START, attempt, newJob } from "../jobs/support.ts";

function worker(workerId: string, overrides: Partial<Capacity> = {}): Capacity {
  const slots = overrides.slots ?? overrides.free ?? 1;
  return {
    workerId,
    types: new Set(["mail"]),
    slots,
    free: slots,
    status: "healthy",
    onProbation: false,
    latencyMs: 0,
    ...overrides,
  };
}

const job = (id: string, overrides: Partial<QueuedJob> = {}): QueuedJob => newJob({ id, ...overrides });

/** `job>worker` in the order of assignment. */
const matched = (jobs: QueuedJob[], workers: Capacity[]): string[] =>
  match(jobs, workers).map(({ jobId, workerId }) => `${jobId}>${workerId}`);

test("nothing to do, or nobody to do it", () => {
  expect(matched([], [worker("w")])).toEqual([]);
  expect(matched([job("j")], [])).toEqual([]);
  expect(matched([job("j")], [worker("w", { free: 0, slots: 3 })])).toEqual([]);
  expect(matched([job("j", { type: "other" })], [worker("w")])).toEqual([]);
});

test("higher priority first, then the older run-at, then the order given", () => {
  const jobs = [
    job("late", { runAt: START }),
    job("low", { priority: -5, runAt: 0 }),
    job("twin-a", { runAt: START - 9 }),
    job("twin-b", { runAt: START - 9 }),
    job("high", { priority: 1, runAt: START }),
  ];
  expect(matched(jobs, [worker("w", { slots: 5 })])).toEqual([
    "high>w",
    "twin-a>w",
    "twin-b>w",
    "late>w",
    "low>w",
  ]);
});

test("at equal priority the types take turns, so that a flood of one does not starve another", () => {
  const flood = Array.from({ length: 5 }, (_, n) => job(`mail-${n}`, { runAt: START - 100 + n }));
  const images = [job("image-0", { type: "image" }), job("image-1", { type: "image", runAt: START })];
  const both = worker("w", { types: new Set(["mail", "image"]), slots: 4 });
  expect(matched([...flood, ...images], [both])).toEqual(["image-0>w", "mail-0>w", "mail-1>w", "image-1>w"]);
});

test("turns do not reach across priorities", () => {
  const jobs = [job("a", { priority: 1 }), job("b", { priority: 1 }), job("image", { type: "image" })];
  const both = worker("w", { types: new Set(["mail", "image"]), slots: 2 });
  expect(matched(jobs, [both])).toEqual(["a>w", "b>w"]);
  const later = [...jobs, job("c", { runAt: 0 }), job("image-2", { type: "image", runAt: 1 })];
  const roomy = { ...both, slots: 4, free: 4 };
  expect(matched(later, [roomy])).toEqual(["a>w", "b>w", "c>w", "image-2>w"]);
});

test("the emptier worker gets the job, and jobs spread", () => {
  const workers = [worker("full", { slots: 4, free: 1 }), worker("empty", { slots: 4, free: 4 })];
  const jobs = Array.from({ length: 5 }, (_, n) => job(`j${n}`));
  expect(matched(jobs, workers)).toEqual(["j0>empty", "j1>empty", "j2>empty", "j3>full", "j4>empty"]);
});

test("the healthier worker gets the job; an unhealthy one never", () => {
  const all = [
    worker("unhealthy", { status: "unhealthy" }),
    worker("degraded", { status: "degraded" }),
    worker("recovering", { status: "recovering" }),
    worker("healthy"),
  ];
  const jobs = Array.from({ length: 4 }, (_, n) => job(`j${n}`));
  expect(matched(jobs, all)).toEqual(["j0>healthy", "j1>recovering", "j2>degraded"]);
});

test("the quicker worker gets the job, when health and room are the same", () => {
  const workers = [worker("slow", { latencyMs: 500 }), worker("quick", { latencyMs: 5 })];
  expect(matched([job("j")], workers)).toEqual(["j>quick"]);
});

test("a worker on probation gets one lease at a time, and after the others", () => {
  const workers = [worker("probed", { slots: 9, onProbation: true }), worker("sound", { slots: 9, free: 5 })];
  const jobs = Array.from({ length: 8 }, (_, n) => job(`j${n}`));
  const got = match(jobs, workers).map(({ workerId }) => workerId);
  expect(got.filter((each) => each === "sound")).toHaveLength(5);
  expect(got.filter((each) => each === "probed")).toHaveLength(1);
  expect(got[0]).toBe("sound");
});

test("a worker on probation comes after a sound one with as much room", () => {
  expect(matched([job("j")], [worker("probed", { onProbation: true }), worker("sound")])).toEqual([
    "j>sound",
  ]);
});

test("a job avoids the workers it was lost or failed on, while another can take it", () => {
  const burnt = job("j", { attempts: [attempt(1, "failed", "a"), attempt(2, "lost", "b")] });
  const workers = [worker("a"), worker("b"), worker("c", { status: "degraded", latencyMs: 900 })];
  expect(matched([burnt], workers)).toEqual(["j>c"]);
});

test("when only those can take it, it goes there rather than wait", () => {
  const burnt = job("j", { attempts: [attempt(1, "failed", "a")] });
  expect(matched([burnt], [worker("a"), worker("b", { free: 0, slots: 1 })])).toEqual(["j>a"]);
});

test("wanted adds up the free slots of each type", () => {
  const workers = [
    worker("a", { types: new Set(["mail", "image"]), free: 2, slots: 4 }),
    worker("b", { types: new Set(["mail"]), free: 3, slots: 3 }),
    worker("c", { types: new Set(["video"]), free: 0, slots: 3 }),
  ];
  expect(wanted(workers)).toEqual(
    new Map([
      ["mail", 5],
      ["image", 2],
    ]),
  );
});

test("an avoided worker is better than one that is unhealthy", () => {
  const lost = job("j", { attempts: [attempt(1, "lost")] });
  const avoided = attempt(1).workerId;
  const workers = [worker(avoided), worker("ill", { status: "unhealthy" })];
  expect(matched([lost], workers)).toEqual([`j>${avoided}`]);
});
