import type { JobError } from "@pigeon/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Attempt, Job, JobEvent, Transition } from "../../src/jobs/job.ts";
import { transition } from "../../src/jobs/transition.ts";
import { START, newJob, policy } from "./support.ts";

interface Step {
  readonly type: JobEvent["type"];
  /** Which lease the event names: the one held now, an older one, or one that never was. */
  readonly names: "held" | "older" | "unknown";
  readonly pick: number;
  readonly otherWorker: boolean;
  readonly retryable: boolean | undefined;
  readonly retryAfterMs: number | undefined;
  readonly passedMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  type: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Step["type"]>("lease") },
    {
      weight: 8,
      arbitrary: fc.constantFrom<Step["type"]>("fail", "timeout", "lose", "release"),
    },
    { weight: 1, arbitrary: fc.constantFrom<Step["type"]>("succeed", "cancel") },
    { weight: 3, arbitrary: fc.constant<Step["type"]>("redrive") },
  ),
  names: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step["names"]>("held") },
    { weight: 1, arbitrary: fc.constantFrom<Step["names"]>("older", "unknown") },
  ),
  pick: fc.nat(50),
  otherWorker: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  retryable: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.boolean()),
  retryAfterMs: fc.option(fc.nat(10_000), { nil: undefined }),
  passedMs: fc.nat(400),
});

const schedule = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  poisonLimit: fc.integer({ min: 1, max: 4 }),
  steps: fc.array(step, { maxLength: 60 }),
});

function toEvent(job: Job, { type, names, pick, otherWorker, ...rest }: Step, serial: number): JobEvent {
  if (type === "cancel" || type === "redrive") return { type };
  if (type === "lease") return { type, leaseId: `lease-${serial}`, workerId: `worker-${pick % 3}` };
  const older = job.attempts[pick % Math.max(1, job.attempts.length)];
  const named = names === "held" ? job.attempts.at(-1) : names === "older" ? older : undefined;
  const leaseId = named?.leaseId ?? "lease-of-nobody";
  if (type === "timeout") return { type, leaseId };
  if (type === "lose" || type === "release") return { type, leaseId, reason: "why" };
  const workerId = otherWorker ? "worker-x" : (named?.workerId ?? "worker-0");
  if (type === "succeed") return { type, leaseId, workerId, result: "1" };
  const { retryable, retryAfterMs } = rest;
  const error: JobError = { name: "E", message: "m", ...(retryable === undefined ? {} : { retryable }) };
  return { type, leaseId, workerId, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

const running = (attempt: Attempt): boolean => attempt.outcome === undefined;
const counts = ({ outcome }: Attempt): boolean => outcome !== undefined && outcome !== "released";

function checkJob(job: Job, poisonLimit: number): void {
  const since = job.attempts.filter(({ number }) => number > job.attemptFloor);
  expect(since.filter(counts).length).toBeLessThanOrEqual(job.maxAttempts);
  const numbers = job.attempts.map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  const open = job.attempts.filter(running);
  expect(open).toHaveLength(job.state === "leased" ? 1 : 0);
  if (job.state === "leased") {
    expect(open[0]).toBe(job.attempts.at(-1));
    expect(open[0]).toMatchObject({ leaseId: job.leaseId, workerId: job.workerId });
    expect(job.deadline).toBe((open[0]?.startedAt ?? 0) + job.timeoutMs);
    expect(since.filter(counts).length).toBeLessThan(job.maxAttempts);
  } else {
    expect(job).not.toHaveProperty("leaseId");
    expect(job).not.toHaveProperty("deadline");
  }
  for (const { startedAt, endedAt, outcome } of job.attempts) {
    expect(endedAt === undefined).toBe(outcome === undefined);
    expect(endedAt ?? startedAt).toBeGreaterThanOrEqual(startedAt);
  }
  const accepted = job.attempts.filter(({ outcome }) => outcome === "succeeded").length;
  expect(accepted).toBe(job.state === "succeeded" ? 1 : 0);
  if (job.state === "queued" || job.state === "leased") {
    const worked = since.filter((attempt) => counts(attempt));
    const tail = worked.slice(worked.findLastIndex(({ outcome }) => outcome !== "lost") + 1);
    expect(tail.length).toBeLessThan(poisonLimit);
  }
  expect(job.attempts.filter(({ outcome }) => outcome === "released").length).toBeLessThanOrEqual(20);
}

function checkStep(before: Job, event: JobEvent, outcome: Transition): void {
  if (outcome.kind !== "changed") {
    expect(outcome.job).toBe(before);
    return;
  }
  const after = outcome.job;
  if (before.state === "succeeded" || before.state === "cancelled") throw new Error("left a terminal state");
  if (before.state === "dead") expect([event.type, after.state]).toEqual(["redrive", "queued"]);
  if ("leaseId" in event && event.type !== "lease")
    expect(before).toMatchObject({ state: "leased", leaseId: event.leaseId });
  // No attempt ever vanishes but released ones, and no ended one changes.
  for (const attempt of before.attempts) {
    const still = after.attempts.find(({ number }) => number === attempt.number);
    if (running(attempt)) expect(still ?? { outcome: "released" }).toHaveProperty("outcome");
    else if (attempt.outcome !== "released" || still !== undefined) expect(still).toEqual(attempt);
  }
  expect(after).toMatchObject({
    id: before.id,
    createdAt: before.createdAt,
    maxAttempts: before.maxAttempts,
  });
}

test("any sequence of events keeps the invariants, and the same input gives the same answer", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(schedule, ({ maxAttempts, poisonLimit, steps }) => {
      const by = { ...policy, poisonLimit };
      let job: Job = deepFreeze(newJob({ maxAttempts, timeoutMs: 300, attempts: [] }));
      let now = START;
      for (const [serial, next] of steps.entries()) {
        now += next.passedMs;
        const event = deepFreeze(toEvent(job, next, serial));
        const outcome = transition(job, event, now, by);
        expect(transition(job, event, now, by)).toEqual(outcome);
        checkStep(job, event, outcome);
        checkJob(outcome.job, poisonLimit);
        seen.add(
          `${job.state} ${event.type} ${outcome.kind === "changed" ? outcome.job.state : outcome.kind}`,
        );
        job = deepFreeze(outcome.job);
      }
    }),
    { numRuns: 500 },
  );
  // The schedules are worth something only when they reach all corners.
  for (const corner of [
    "queued lease leased",
    "leased succeed succeeded",
    "leased succeed refused",
    "leased fail queued",
    "leased fail dead",
    "leased lose dead",
    "leased timeout queued",
    "leased release queued",
    "leased cancel cancelled",
    "dead redrive queued",
    "dead fail repeated",
    "queued fail repeated",
  ])
    expect([...seen]).toContain(corner);
});

test("a job whose attempts all end comes to rest within maxAttempts of them", () => {
  const ending = fc.constantFrom<JobEvent["type"]>("fail", "lose", "timeout");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.infiniteStream(ending), (maxAttempts, endings) => {
      let job: Job = newJob({ maxAttempts });
      let leases = 0;
      while (job.state === "queued") {
        leases += 1;
        const held = { leaseId: `lease-${leases}`, workerId: "w" };
        job = transition(job, { type: "lease", ...held }, START, policy).job;
        const type = endings.next().value;
        const event = { type, ...held, error: { name: "E", message: "m" }, reason: "why" } as JobEvent;
        job = transition(job, event, START, policy).job;
      }
      expect(job.state).toBe("dead");
      expect(leases).toBeLessThanOrEqual(maxAttempts);
    }),
  );
});
