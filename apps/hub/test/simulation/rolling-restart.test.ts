import { expect, test } from "vitest";
import type { Plan } from "./plan.ts";
import { simulate } from "./simulate.ts";

const HUBS = ["hub", "hub2", "hub3"];
const RESTARTS_UNTIL_MS = 14_000;
const JOBS_UNTIL_MS = 30_000;

/** One hub after the other is restarted, under load: in the end all workers are with those that were up. */
const plan = (seed: number): Plan => ({
  seed,
  hubs: HUBS,
  workers: Array.from({ length: 9 }, (_, index) => ({
    id: `w${index + 1}`,
    mode: index % 3 === 2 ? "pull" : "push",
    slots: 2,
    types: ["a"],
  })),
  jobs: Array.from({ length: 150 }, (_, n) => ({
    at: n * (JOBS_UNTIL_MS / 150),
    n,
    type: "a",
    key: `k${n}`,
    twice: false,
    delayMs: 0,
    priority: 0,
    // Each job has one attempt: a move that cost one would be seen.
    maxAttempts: 1,
    timeoutMs: 60_000,
    runMs: 1_500,
    attempts: ["succeed"],
    awaited: false,
  })),
  faults: HUBS.map((hub, index) => ({ at: 2_000 + index * 4_000, kind: "hub-restart", hub, ms: 2_000 })),
  healAt: RESTARTS_UNTIL_MS,
});

test("after a rolling restart the workers spread over all hubs again, and no job is disturbed", async () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const { violation, workersOf, acknowledged, history } = await simulate(plan(seed), { logging: true });
    expect(violation).toBeUndefined();
    expect(acknowledged).toBe(150);
    expect([...workersOf], `seed ${seed}`).toEqual(HUBS.map((hub) => [hub, 3]));
    const disturbed = history
      .filter((line) => / (lose|release|timeout) /.test(line))
      .filter((line) => Number.parseFloat(line) * 1_000 > RESTARTS_UNTIL_MS);
    expect(disturbed).toEqual([]);
  }
});
