import type { HubEvent } from "@pigeon/client";
import { expect, test } from "vitest";
import { ChaosWatch } from "../src/chaos-watch.ts";

type JobData = Extract<HubEvent, { event: "job" }>["data"];

function setUp() {
  const lines: string[] = [];
  const watch = new ChaosWatch((line) => lines.push(line));
  const job = (id: string, cause: JobData["cause"], workerId: string, atMs: number): void => {
    const at = new Date(atMs).toISOString();
    const state = cause === "lease" ? "leased" : cause === "succeed" ? "succeeded" : "queued";
    watch.job({ id, cause, state, workerId, at, type: "sleep", attempt: 1, createdAt: at, runAt: at });
  };
  return { watch, lines, job };
}

test("jobs of a killed worker that began again elsewhere, with the time of the last", () => {
  const { watch, lines, job } = setUp();
  for (const [id, worker] of [
    ["a", "w1"],
    ["b", "w1"],
    ["c", "w2"],
  ] as const)
    job(id, "lease", worker, 0);
  watch.hurt("w1", "kill -9", 1000);
  job("a", "lose", "w1", 1050);
  job("c", "succeed", "w2", 1060);
  job("a", "lease", "w2", 1070);
  expect(lines).toEqual(["kill -9 w1, which runs 2 jobs"]);
  job("b", "release", "w1", 1080);
  job("b", "lease", "w1", 1085);
  job("b", "lease", "w2", 1090);
  expect(lines.slice(1)).toEqual(["2 jobs of w1 began again elsewhere, the last after 90 ms"]);
  expect(watch.finished).toBe(1);
});

test("jobs that a frozen worker ended after all, and some of each", () => {
  const { watch, lines, job } = setUp();
  job("a", "lease", "w1", 0);
  watch.hurt("w1", "freeze", 1000);
  job("a", "succeed", "w1", 1200);
  for (const id of ["b", "c"]) job(id, "lease", "w1", 2000);
  watch.hurt("w1", "freeze", 3000);
  job("b", "lease", "w2", 3100);
  job("c", "succeed", "w1", 3200);
  expect(lines).toEqual([
    "freeze w1, which runs 1 job",
    "1 job of w1 ended all the same, after 200 ms",
    "freeze w1, which runs 2 jobs",
    "of 2 jobs of w1 1 began again elsewhere, the last after 200 ms; the others ended all the same",
  ]);
});

test("a worker that runs nothing leaves nothing to tell, and lost events end what was watched", () => {
  const { watch, lines, job } = setUp();
  watch.hurt("w1", "kill -9", 0);
  job("a", "lease", "w1", 0);
  watch.hurt("w1", "kill -9", 10);
  watch.reset();
  job("a", "lease", "w2", 20);
  expect(lines).toEqual(["kill -9 w1, which runs nothing", "kill -9 w1, which runs 1 job"]);
});
