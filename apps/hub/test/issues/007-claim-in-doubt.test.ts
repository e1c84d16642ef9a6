import { expect, test } from "vitest";
import type { Plan } from "../simulation/plan.ts";
import { simulate } from "../simulation/simulate.ts";

/** As the simulator found and shortened it: answers of the database are lost, and what they told was done. */
const plan: Plan = {
  seed: 19,
  hubs: ["hub"],
  workers: [
    { id: "w1", mode: "pull", slots: 1, types: ["a", "b", "c"] },
    { id: "w2", mode: "push", slots: 1, types: ["b", "c", "spare"] },
    { id: "w3", mode: "push", slots: 3, types: ["a", "b", "spare"] },
  ],
  jobs: Array.from({ length: 12 }, (_, n) => ({
    at: 1_600 + n * 300,
    n,
    type: n % 2 === 0 ? "b" : "c",
    key: `k${n}`,
    twice: false,
    delayMs: 0,
    priority: 0,
    maxAttempts: 4,
    timeoutMs: 8_000,
    runMs: 300,
    attempts: ["fail-later", "succeed"] as const,
    awaited: true,
  })),
  faults: [{ at: 2_000, kind: "database-doubt", ms: 7_000, probability: 0.4 }],
  healAt: 9_000,
};

test("a claim whose answer is lost keeps the slots until it is known what became of it", async () => {
  for (const seed of [19, 20, 21, 22]) {
    const { violation, acknowledged } = await simulate({ ...plan, seed });
    expect(violation).toBeUndefined();
    expect(acknowledged).toBe(12);
  }
});

test("a job that is delayed by a change whose answer is lost is not forgotten", async () => {
  const jobs = plan.jobs
    .slice(0, 4)
    .map((job) => ({ ...job, attempts: ["fail", "fail", "succeed"] as const }));
  for (const seed of [54, 55, 56, 57]) {
    const { violation, virtualMs } = await simulate({ ...plan, seed, jobs });
    expect(violation).toBeUndefined();
    expect(virtualMs).toBeLessThan(60_000);
  }
});
