import { expect, test } from "vitest";
import type { WorkerEvent } from "../src/events.ts";
import type { Handler } from "../src/handler.ts";
import type { Report } from "../src/outcome.ts";
import { REMEMBERED_LEASES, createRunner } from "../src/runner.ts";
import { fakeSystem } from "./fake-system.ts";
import { aLease } from "./test-hub.ts";

const never = new AbortController().signal;

function setUp(handlers: Record<string, Handler>, slots = 2) {
  const system = fakeSystem();
  const events: WorkerEvent[] = [];
  const reports: Report[] = [];
  const unacknowledged = new Set<string>();
  const runner = createRunner({
    handlers: new Map(Object.entries(handlers)),
    slots,
    system,
    emit: (event) => events.push(event),
    report: (report) => reports.push(report),
    isUnacknowledged: (leaseId) => unacknowledged.has(leaseId),
  });
  const kinds = () => events.map(({ kind }) => kind);
  return { system, events, kinds, reports, unacknowledged, runner };
}

/** A handler that ends when it is told to, and remembers its signals. */
function held() {
  const signals: AbortSignal[] = [];
  const gate = Promise.withResolvers<unknown>();
  const handler: Handler = (_job, { signal }) => {
    signals.push(signal);
    return gate.promise;
  };
  return { handler, signals, gate };
}

/** A handler that gives up as soon as its signal says so. */
const obedient: Handler = (_job, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

test("the handler gets the job and its result is reported", async () => {
  const jobs: unknown[] = [];
  const { system, runner, reports, kinds } = setUp({ a: (job) => jobs.push(job) });
  const lease = aLease("a", { payload: { n: 1 }, attempt: 3, traceparent: "00-1-2-01" });
  expect(runner.push([lease])).toEqual({ accepted: [lease.leaseId], refused: [] });
  expect(jobs).toEqual([]);
  await system.settle();
  const { leaseId, jobId: id, deadline } = lease;
  const expected = {
    id,
    type: "a",
    payload: { n: 1 },
    attempt: 3,
    leaseId,
    deadline: new Date(deadline),
    traceparent: "00-1-2-01",
  };
  expect(jobs).toEqual([expected]);
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({
    leaseId,
    jobId: id,
    json: expect.stringContaining('"result":1') as string,
  });
  expect(kinds()).toEqual(["leased", "succeeded"]);
  expect(runner.running).toBe(0);
  expect(system.waiting()).toEqual([]);
});

test("never more than its slots; the surplus is refused", async () => {
  const { gate, handler, signals } = held();
  const { system, runner } = setUp({ a: handler });
  const leases = [aLease("a"), aLease("a"), aLease("a"), aLease("b")];
  const [one, two, three, other] = leases.map(({ leaseId }) => leaseId);
  expect(runner.push(leases)).toEqual({
    accepted: [one, two],
    refused: [
      { leaseId: three, reason: "no-free-slot" },
      { leaseId: other, reason: "unknown-type" },
    ],
  });
  await system.settle();
  expect([signals.length, runner.running]).toEqual([2, 2]);
  gate.resolve(null);
  await system.settle();
  expect(runner.push(leases.slice(2, 3)).accepted).toEqual([three]);
});

test("a type named like a property of every object has no handler", () => {
  const { runner } = setUp({ a: () => 1 });
  expect(
    runner.push([aLease("constructor"), aLease("__proto__")]).refused.map(({ reason }) => reason),
  ).toEqual(["unknown-type", "unknown-type"]);
});

test("a repeated push is affirmed and not run again, while it runs and when it has finished", async () => {
  let runs = 0;
  const { system, runner } = setUp({ a: () => (runs += 1) });
  const lease = aLease("a");
  expect(runner.push([lease, lease]).accepted).toEqual([lease.leaseId, lease.leaseId]);
  await system.settle();
  expect(runner.push([lease]).accepted).toEqual([lease.leaseId]);
  await system.settle();
  expect(runs).toBe(1);
});

test("leases of long ago are forgotten, except those whose results are not acknowledged", async () => {
  const runs: string[] = [];
  const { system, runner, unacknowledged } = setUp({ a: (job) => runs.push(job.leaseId), b: () => 1 }, 1000);
  const [acknowledged, owed] = [aLease("a"), aLease("a")];
  runner.push([acknowledged, owed]);
  unacknowledged.add(owed.leaseId);
  await system.settle();
  for (let left = 2 * REMEMBERED_LEASES; left > 0; left -= 1000) {
    runner.push(Array.from({ length: 1000 }, () => aLease("b")));
    await system.settle();
  }
  expect(runner.push([acknowledged, owed]).accepted).toHaveLength(2);
  await system.settle();
  expect(runs).toEqual([acknowledged.leaseId, owed.leaseId, acknowledged.leaseId]);
});

test("a thrown error is a failure, synchronous or not", async () => {
  const error = new Error("no");
  const { system, runner, events } = setUp({
    sync: () => {
      throw error;
    },
    async: () => Promise.reject(error),
  });
  runner.push([aLease("sync"), aLease("async")]);
  await system.settle();
  expect(events.filter(({ kind }) => kind === "failed")).toMatchObject([
    { type: "sync", error: { message: "no" } },
    { type: "async", error: { message: "no" } },
  ]);
});

test("a timeout is reported at once, the signal aborted, and the slot taken until the handler ends", async () => {
  const { gate, handler, signals } = held();
  const { system, runner, reports, kinds } = setUp({ a: handler }, 1);
  const lease = aLease("a", { timeoutMs: 500 });
  runner.push([lease]);
  await system.advance(499);
  expect(reports).toEqual([]);
  await system.advance(1);
  expect(reports[0]).toMatchObject({ durationMs: 500, error: { name: "JobTimeoutError" } });
  expect(signals[0]?.reason).toMatchObject({ name: "JobTimeoutError" });
  expect([runner.running, runner.held()]).toEqual([1, []]);
  expect(runner.push([aLease("a")]).refused[0]?.reason).toBe("no-free-slot");
  gate.resolve("too late");
  await system.settle();
  expect(runner.running).toBe(0);
  expect(reports).toHaveLength(1);
  expect(kinds()).toEqual(["leased", "failed"]);
});

test("a cancelled attempt is aborted and whatever comes of it dropped", async () => {
  const { gate, handler, signals } = held();
  const { system, runner, reports, events } = setUp({ a: handler, b: obedient });
  const [one, two] = [aLease("a"), aLease("b")];
  runner.push([one, two]);
  await system.settle();
  runner.cancel([one.leaseId, two.leaseId, "unheard-of"], "hub");
  runner.cancel([one.leaseId], "hub");
  expect(signals[0]?.aborted).toBe(true);
  expect(runner.held()).toEqual([]);
  expect(system.waiting()).toEqual([]);
  gate.resolve("done all the same");
  await system.advance(100_000);
  expect(reports).toEqual([]);
  expect(runner.running).toBe(0);
  expect(events.filter(({ kind }) => kind === "cancelled")).toMatchObject([
    { leaseId: one.leaseId, reason: "hub" },
    { leaseId: two.leaseId, reason: "hub" },
  ]);
});

test("an attempt that is cancelled before it starts does not start", async () => {
  const { handler, signals } = held();
  const { system, runner } = setUp({ a: handler });
  const lease = aLease("a");
  runner.push([lease]);
  runner.cancelAll("registered-again");
  await system.settle();
  expect([signals.length, runner.running]).toEqual([0, 0]);
});

test("draining refuses new leases and affirms known ones", async () => {
  const { gate, handler } = held();
  const { system, runner } = setUp({ a: handler });
  const lease = aLease("a");
  runner.push([lease]);
  runner.drain();
  const late = aLease("a");
  expect(runner.push([lease, late])).toEqual({
    accepted: [lease.leaseId],
    refused: [{ leaseId: late.leaseId, reason: "draining" }],
  });
  const idle = runner.idle(never);
  gate.resolve(1);
  await idle;
  expect(runner.running).toBe(0);
  await runner.idle(never);
  await system.settle();
});

test("abandoned attempts: a success still counts, a failure is the stop's and not the job's", async () => {
  const { gate, handler } = held();
  const { system, runner, reports, kinds } = setUp({ deaf: handler, obedient });
  const deaf = aLease("deaf");
  runner.push([deaf, aLease("obedient")]);
  await system.settle();
  runner.abandon();
  gate.resolve("made it");
  await system.settle();
  expect(reports.map(({ leaseId }) => leaseId)).toEqual([deaf.leaseId]);
  expect(kinds().sort()).toEqual(["cancelled", "leased", "leased", "succeeded"]);
});

test("waiting for idle ends with its signal", async () => {
  const { system, runner } = setUp({ a: held().handler });
  runner.push([aLease("a")]);
  await system.settle();
  const deadline = new AbortController();
  const idle = runner.idle(deadline.signal);
  deadline.abort();
  await idle;
  await runner.idle(deadline.signal);
  expect(runner.running).toBe(1);
});
