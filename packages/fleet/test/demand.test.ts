import { describe, expect, test } from "vitest";
import { demandOf, type Arrivals } from "../src/autoscale/demand.ts";
import { autoscaleRules, type AutoscaleOptions, type HubLoad } from "../src/index.ts";
import { load, worker } from "./samples.ts";

function of(
  change: Partial<HubLoad>,
  options: Partial<AutoscaleOptions> = {},
  arrivals: Arrivals = { pending: 0 },
): ReturnType<typeof demandOf> {
  return demandOf(load(change), autoscaleRules({ max: 100, buffer: 0, ...options }), arrivals);
}

describe("how many instances a load needs", () => {
  test("none for nothing", () => {
    expect(of({})).toEqual({
      instances: 0,
      slots: 0,
      slotsPerInstance: 1,
      reasons: ["0 jobs running, 0 queued: 0 slots", "0 slots at 1 an instance: 0 instances"],
    });
  });

  test("a slot for each job, as long as nobody knows how long one takes", () => {
    expect(of({ queued: 10, running: 2 }).slots).toBe(12);
    expect(of({ queued: 10, running: 0, throughput: 5 }).slots).toBe(10);
    expect(of({ queued: 10, running: 2, throughput: 0 }).reasons[0]).toBe(
      "2 jobs running, 10 queued, a slot for each: 12 slots",
    );
  });

  test("so many that the queue is cleared in time, once that is known", () => {
    // 4 running and 2 done a second: a job takes 2 s. 600 of them in 60 s take 20 slots.
    const known = { queued: 600, running: 4, throughput: 2 };
    expect(of(known).slots).toBe(24);
    expect(of(known, { targetWaitMs: 600_000 }).slots).toBe(6);
    expect(of(known, { targetWaitMs: 100 }).slots).toBe(604);
    expect(of(known).reasons[0]).toBe(
      "4 jobs running, 600 queued, to begin within 60 s at 2 s a job: 24 slots",
    );
  });

  test("more when the oldest job has waited for too long", () => {
    const late = { queued: 600, running: 4, throughput: 2, oldestQueuedMs: 120_000 };
    expect(of(late).slots).toBe(44);
    expect(of(late).reasons[0]).toContain("the oldest for 2 min already");
    expect(of({ ...late, oldestQueuedMs: 60_000 }).slots).toBe(24);
  });

  test("but not because it waits for instances that boot", () => {
    const late = { queued: 600, running: 4, throughput: 2, oldestQueuedMs: 120_000 };
    expect(of(late, {}, { pending: 1 }).slots).toBe(24);
  });

  test("and no faster than instances boot", () => {
    const known = { queued: 600, running: 4, throughput: 2 };
    expect(of(known, {}, { pending: 0, bootMs: 240_000 }).slots).toBe(9);
    expect(of(known, {}, { pending: 0, bootMs: 1000 }).slots).toBe(24);
  });

  test("with a buffer on top", () => {
    expect(of({ running: 10 }, { buffer: 0.1 }).slots).toBe(11);
    expect(of({ running: 1 }, { buffer: 0.5 })).toMatchObject({ slots: 2, instances: 2 });
    expect(of({ running: 10 }, { buffer: 0.1 }).reasons[1]).toBe("with a buffer of 10 %: 11 slots");
    expect(of({}, { buffer: 5 }).slots).toBe(0);
  });

  test("less what workers outside the fleet can do, if they take jobs", () => {
    const outside = { instanceId: undefined };
    const workers = [
      worker(0, outside),
      worker(1, { ...outside, status: "unhealthy" }),
      worker(2, { ...outside, draining: true }),
    ];
    expect(of({ running: 10, workers }).slots).toBe(6);
    expect(of({ running: 3, workers }).slots).toBe(0);
    expect(of({ running: 10, workers }).reasons[1]).toBe("workers outside the fleet have 4 slots");
    expect(of({ running: 10 }).reasons).toHaveLength(2);
    expect(of({ workers }).reasons).toHaveLength(2);
  });

  test("by the slots that instances really have", () => {
    const options = { slotsPerInstance: 10 };
    expect(of({ running: 20 }, options).instances).toBe(2);
    const workers = [
      worker(0, { slots: 4 }),
      worker(1, { slots: 3 }),
      worker(2, { slots: 99, status: "unhealthy" }),
    ];
    expect(of({ running: 20, workers }, options)).toMatchObject({ slotsPerInstance: 3, instances: 7 });
    expect(of({ running: 1, workers: [worker(0, { slots: 0 })] }, options).slotsPerInstance).toBe(1);
  });
});
