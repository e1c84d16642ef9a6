import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createDetector,
  fixedDeadline,
  type ReportStatus,
  type StatusChangeEvent,
  type WorkerFailedEvent,
} from "../src/index.ts";
import { transitions } from "../src/status.ts";
import { createManualTime } from "../src/testing.ts";

const INTERVAL_MS = 1000;
const LIMIT_MS = 2 * INTERVAL_MS;

type Step =
  | { do: "register" | "unregister" | "success" | "failure" | "lost" | "check"; id: string }
  | { do: "beat"; id: string; status: ReportStatus }
  | { do: "wait"; ms: number };

const id = fc.constantFrom("a", "b");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom("register", "unregister", "lost", "check"), id }),
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("success", "failure", "check"), id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("beat"),
      id,
      status: fc.constantFrom("ok", "overloaded", "error"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait"), ms: fc.integer({ min: 1, max: 1500 }) }) },
);
/** What probes answer, in turn; "never" times out. */
const answers = fc.option(fc.infiniteStream(fc.constantFrom<boolean | "never">(true, false, "never")));

/** All that an onlooker without any detector knows of a worker. */
interface Seen {
  successes: number;
  failures: number;
  lostSinceVerdict: boolean;
  lastReport: ReportStatus | undefined;
  mostFailuresInARow: number;
  failuresInARow: number;
  lastLifeMs: number;
  status: string;
}

const fresh = (nowMs: number): Seen => ({
  successes: 0,
  failures: 0,
  lostSinceVerdict: false,
  lastReport: undefined,
  mostFailuresInARow: 0,
  failuresInARow: 0,
  lastLifeMs: nowMs,
  status: "healthy",
});

function expectGrounds(event: WorkerFailedEvent, seen: Seen, probed: boolean, nowMs: number): void {
  const kinds = event.evidence.map((item) => item.kind);
  expect(kinds.length).toBeGreaterThan(0);
  const atOnce = kinds.includes("own-report") || kinds.includes("relapse");
  expect(kinds.includes("probe-failed")).toBe(probed && !atOnce);
  if (kinds.includes("own-report")) expect(seen.lastReport).toBe("error");
  if (kinds.includes("relapse")) expect(seen.status).toBe("recovering");
  if (kinds.includes("connection-lost")) expect(seen.lostSinceVerdict).toBe(true);
  if (kinds.includes("consecutive-failures")) expect(seen.mostFailuresInARow).toBeGreaterThanOrEqual(3);
  if (kinds.includes("silence")) expect(nowMs - seen.lastLifeMs).toBeGreaterThan(LIMIT_MS);
  expect(kinds.some((kind) => kind === "slow" || kind === "low-success-rate")).toBe(false);
  expect(event.health).toMatchObject({ workerId: event.workerId, status: "unhealthy", suspected: false });
}

async function play(steps: readonly Step[], probeAnswers: Iterator<boolean | "never"> | null): Promise<void> {
  const time = createManualTime();
  const onlooker = new Map<string, Seen>();
  const broken: unknown[] = [];
  const now = () => time.ports.clock.now();
  const detector = createDetector({
    ...time.ports,
    heartbeatIntervalMs: INTERVAL_MS,
    deadline: fixedDeadline(),
    // What callbacks expect below would else be a warning only.
    onError: (error) => broken.push(error),
    probe: probeAnswers
      ? (worker) => {
          const answer = probeAnswers.next().value as boolean | "never";
          const seen = onlooker.get(worker);
          if (answer === true && seen) seen.lastLifeMs = now();
          return answer === "never" ? new Promise(() => {}) : Promise.resolve(answer);
        }
      : undefined,
  });
  let edges = 0;
  let told = 0;
  detector.onStatusChange(({ workerId, from, to, reasons }: StatusChangeEvent) => {
    const seen = onlooker.get(workerId);
    if (!seen) throw new Error(`event of ${workerId}, which is not registered`);
    expect(from).toBe(seen.status);
    expect(Object.values(transitions[from])).toContain(to);
    expect(reasons.length).toBeGreaterThan(0);
    if (to === "unhealthy") edges++;
    else seen.status = to;
  });
  detector.onWorkerFailed((event) => {
    told++;
    const seen = onlooker.get(event.workerId);
    if (!seen) throw new Error(`failure of ${event.workerId}, which is not registered`);
    expectGrounds(event, seen, probeAnswers !== null, now());
    Object.assign(seen, { status: "unhealthy", lostSinceVerdict: false, mostFailuresInARow: 0 });
  });

  for (const each of steps) {
    const seen = each.do === "wait" ? undefined : onlooker.get(each.id);
    switch (each.do) {
      case "register":
        onlooker.set(each.id, fresh(now()));
        detector.registerWorker(each.id);
        break;
      case "unregister":
        expect(detector.unregisterWorker(each.id)).toBe(onlooker.delete(each.id));
        break;
      case "beat":
        if (seen) Object.assign(seen, { lastReport: each.status, lastLifeMs: now() });
        expect(detector.heartbeat(each.id, { status: each.status })).toBe(
          seen === undefined ? "unknown" : "accepted",
        );
        break;
      case "success":
        if (seen)
          Object.assign(seen, { successes: seen.successes + 1, lastLifeMs: now(), failuresInARow: 0 });
        detector.recordSuccess(each.id, "call", 5);
        break;
      case "failure":
        if (seen) {
          seen.failures++;
          seen.failuresInARow++;
          seen.mostFailuresInARow = Math.max(seen.mostFailuresInARow, seen.failuresInARow);
        }
        detector.recordFailure(each.id, "call", "boom");
        break;
      case "lost":
        if (seen) seen.lostSinceVerdict = true;
        detector.connectionLost(each.id);
        break;
      case "wait":
        await time.advance(each.ms);
        break;
      case "check":
        detector.check();
        break;
    }
    if (each.do !== "wait") await time.settle();
    expect(broken).toEqual([]);
    expect(told).toBe(edges);
    for (const health of detector.getAllWorkersHealth()) {
      const known = onlooker.get(health.workerId);
      expect(health.status).toBe(known?.status);
      expect(health.totals).toEqual({ successes: known?.successes, failures: known?.failures });
      expect(health.consecutiveFailures).toBeLessThanOrEqual(known?.failuresInARow ?? 0);
      expect(health.recentErrors.length).toBe(Math.min(10, health.totals.failures));
      expect(health.successRate).toBeGreaterThanOrEqual(0);
      expect(health.successRate).toBeLessThanOrEqual(1);
      expect(health.suspected && health.status === "unhealthy").toBe(false);
    }
    expect(new Set(detector.getAllWorkersHealth().map((health) => health.workerId))).toEqual(
      new Set(onlooker.keys()),
    );
    const healthy = [...onlooker].filter(([, known]) => known.status === "healthy").map(([worker]) => worker);
    expect(new Set(detector.getHealthyWorkers())).toEqual(new Set(healthy));
  }
}

describe("properties of the detector", () => {
  test("any interleaving: verdicts have grounds, edges are told once, totals add up", async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 60 });
    const registered: Step[] = [
      { do: "register", id: "a" },
      { do: "register", id: "b" },
    ];
    await fc.assert(
      fc.asyncProperty(steps, answers, (list, stream) => play([...registered, ...list], stream)),
      { numRuns: 300 },
    );
  });

  test("a worker that beats in time is never accused, however the monitor stalls", async () => {
    const pause = fc.record({
      ms: fc.integer({ min: 1, max: 1500 }),
      stallMs: fc.option(fc.integer({ min: 1, max: 100_000 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(pause, { maxLength: 30 }), async (pauses) => {
        const time = createManualTime();
        const detector = createDetector({ ...time.ports, heartbeatIntervalMs: INTERVAL_MS });
        const events: unknown[] = [];
        detector.onStatusChange((event) => events.push(event));
        detector.registerWorker("a");
        detector.start();
        for (const { ms, stallMs } of pauses) {
          await time.advance(ms);
          if (stallMs !== null) await time.stall(stallMs);
          detector.heartbeat("a");
        }
        expect(events).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("a worker that falls silent is unhealthy within its limit and a tick, stalls aside", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 50, max: 5000 }),
        fc.integer({ min: 10, max: 3000 }),
        async (interval, tick) => {
          const time = createManualTime();
          const detector = createDetector({
            ...time.ports,
            heartbeatIntervalMs: interval,
            checkIntervalMs: tick,
            deadline: fixedDeadline(),
          });
          detector.registerWorker("a");
          detector.start();
          await time.advance(2 * interval);
          expect(detector.getWorkerHealth("a")?.status).toBe("healthy");
          await time.advance(tick);
          expect(detector.getWorkerHealth("a")?.status).toBe("unhealthy");
        },
      ),
      { numRuns: 40 },
    );
  });
});
