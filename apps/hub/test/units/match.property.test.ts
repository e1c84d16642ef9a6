import type { WorkerStatus } from "@pigeon/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { match, wanted, type Capacity } from "../../src/dispatch/match.ts";
import { attempt, newJob } from "../jobs/support.ts";

const type = fc.constantFrom("a", "b", "c");
const workerIds = ["w0", "w1", "w2", "w3", "w4"];

const jobs = fc
  .array(
    fc.record({
      type,
      priority: fc.integer({ min: -1, max: 1 }),
      runAt: fc.nat(5),
      failedOn: fc.subarray(workerIds),
    }),
    { maxLength: 25 },
  )
  .map((specs) =>
    specs.map(({ failedOn, ...spec }, index) => {
      const attempts = failedOn.map((workerId, n) =>
        attempt(n + 1, n % 2 === 0 ? "failed" : "lost", workerId),
      );
      return newJob({ ...spec, id: `job-${index}`, attempts });
    }),
  );

const workersOf = (statuses: readonly WorkerStatus[]): fc.Arbitrary<Capacity[]> =>
  fc
    .array(
      fc.record({
        types: fc.uniqueArray(type).map((types) => new Set(types)),
        free: fc.nat(4),
        held: fc.nat(3),
        status: fc.constantFrom(...statuses),
        onProbation: fc.boolean(),
        latencyMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
      }),
      { maxLength: workerIds.length },
    )
    .map((specs) =>
      specs.map(({ held, ...spec }, index) => ({
        ...spec,
        workerId: workerIds[index] ?? "",
        slots: Math.max(1, spec.free + held),
      })),
    );

const ALL: readonly WorkerStatus[] = ["healthy", "recovering", "degraded", "unhealthy"];
const room = ({ onProbation, free }: Capacity): number => (onProbation ? Math.min(1, free) : free);

test("never over capacity, never a type that a worker does not handle, never twice, never an unhealthy worker", () => {
  fc.assert(
    fc.property(jobs, workersOf(ALL), (waiting, workers) => {
      const matches = match(waiting, workers);
      expect(new Set(matches.map(({ jobId }) => jobId)).size).toBe(matches.length);
      for (const worker of workers) {
        const given = matches.filter(({ workerId }) => workerId === worker.workerId);
        expect(given.length).toBeLessThanOrEqual(worker.status === "unhealthy" ? 0 : room(worker));
        for (const { jobId } of given) {
          const job = waiting.find(({ id }) => id === jobId);
          expect(worker.types.has(job?.type ?? "")).toBe(true);
        }
      }
      expect(matches.every(({ workerId }) => workers.some((worker) => worker.workerId === workerId))).toBe(
        true,
      );
    }),
  );
});

// The dispatcher leaves unhealthy workers out.
const ABLE = ["healthy", "recovering", "degraded"] as const;

test("no job waits while a worker that handles it has a free slot", () => {
  fc.assert(
    fc.property(jobs, workersOf(ABLE), (waiting, workers) => {
      const matches = match(waiting, workers);
      const left = waiting.filter(({ id }) => !matches.some(({ jobId }) => jobId === id));
      for (const worker of workers) {
        const used = matches.filter(({ workerId }) => workerId === worker.workerId).length;
        if (used < room(worker)) expect(left.filter((job) => worker.types.has(job.type))).toEqual([]);
      }
    }),
  );
});

test("no job waits for one of lower priority, or of its own type and a later run-at", () => {
  fc.assert(
    fc.property(jobs, workersOf(ABLE), (waiting, workers) => {
      const matches = match(waiting, workers);
      const given = new Map(matches.map(({ jobId, workerId }) => [jobId, workerId]));
      for (const left of waiting.filter(({ id }) => !given.has(id))) {
        for (const other of waiting.filter(({ id }) => given.has(id))) {
          const theirs = workers.find(({ workerId }) => workerId === given.get(other.id));
          if (theirs?.types.has(left.type) !== true) continue;
          expect(other.priority).toBeGreaterThanOrEqual(left.priority);
          if (other.priority === left.priority && other.type === left.type)
            expect(other.runAt).toBeLessThanOrEqual(left.runAt);
        }
      }
    }),
  );
});

test("a job goes to a worker it failed on only when no other able one had room", () => {
  fc.assert(
    fc.property(jobs, workersOf(ABLE), (waiting, workers) => {
      const used = new Map<string, number>();
      for (const { jobId, workerId } of match(waiting, workers)) {
        const job = waiting.find(({ id }) => id === jobId);
        const burnt = new Set(job?.attempts.map((each) => each.workerId));
        if (burnt.has(workerId)) {
          const others = workers.filter(
            (each) => !burnt.has(each.workerId) && each.types.has(job?.type ?? ""),
          );
          for (const other of others) expect(used.get(other.workerId) ?? 0).toBe(room(other));
        }
        used.set(workerId, (used.get(workerId) ?? 0) + 1);
      }
    }),
  );
});

test("what is wanted from the store is enough: more of a type could never be placed", () => {
  fc.assert(
    fc.property(jobs, workersOf(ABLE), (waiting, workers) => {
      const limits = wanted(workers);
      const matches = match(waiting, workers);
      for (const each of ["a", "b", "c"]) {
        const placed = matches.filter(({ jobId }) =>
          waiting.some(({ id, type }) => id === jobId && type === each),
        );
        expect(placed.length).toBeLessThanOrEqual(limits.get(each) ?? 0);
      }
      expect([...limits.values()]).not.toContain(0);
    }),
  );
});
