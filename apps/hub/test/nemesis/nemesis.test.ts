import { expect, test } from "vitest";
import { run } from "./run.ts";

test(
  "hubs, workers, the network and the database are hurt by plan, and every promise holds",
  { timeout: 150_000 },
  async () => {
    const { evidence, violations } = await run({ seed: 11, hubs: 2, workers: 3, forMs: 8000 });
    expect(violations).toEqual([]);
    const hurt = new Set(evidence.faults.map(({ part }) => part));
    expect([...hurt].toSorted()).toEqual(["database", "hub", "network", "worker"]);
    expect(evidence.looks).toBeGreaterThan(10);
    expect(evidence.jobs.length).toBeGreaterThan(20);
  },
);
