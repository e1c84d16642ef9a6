import fc from "fast-check";
import { expect, test } from "vitest";
import { createDetector, fixedDeadline, type FleetSuspectEvent } from "../src/index.ts";
import { createManualTime } from "../src/testing.ts";

const BEAT_MS = 1000;
const LIMIT_MS = 2 * BEAT_MS;
const TICK_MS = 250;
const PROBE_MS = 250;
/**
 * An interval of doubt, a first look that ends just before the settle time, a calm that begins with it and
 * lasts as long as a deadline, and the look after it.
 */
const LATEST_MS = (settleMs: number) => LIMIT_MS + BEAT_MS + settleMs + LIMIT_MS + 2 * PROBE_MS + 4 * TICK_MS;

/** When each worker falls silent; and for some, when it beats again. */
const worker = fc.record({
  silentAtMs: fc.option(fc.integer({ min: 0, max: 3000 })),
  backAfterMs: fc.option(fc.integer({ min: 250, max: 6000 })),
});

test("however many fall silent: verdicts come within the settle time, none that beats is given up, holds end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(worker, { minLength: 1, maxLength: 12 }),
      fc.record({
        share: fc.double({ min: 0.05, max: 1, noNaN: true }),
        minWorkers: fc.integer({ min: 1, max: 5 }),
        settleMs: fc.integer({ min: 100, max: 3000 }),
      }),
      fc.boolean(),
      async (plans, massSuspicion, probed) => {
        const time = createManualTime();
        const now = () => time.ports.clock.now();
        const probe = (_id: string, signal: AbortSignal) =>
          new Promise<boolean>((_, reject) =>
            signal.addEventListener("abort", () => reject(new Error("over"))),
          );
        const broken: unknown[] = [];
        const detector = createDetector({
          ...time.ports,
          heartbeatIntervalMs: BEAT_MS,
          checkIntervalMs: TICK_MS,
          deadline: fixedDeadline(),
          probeTimeoutMs: PROBE_MS,
          massSuspicion,
          // What callbacks expect below would else be a warning only.
          onError: (error) => broken.push(error),
          ...(probed && { probe }),
        });
        const lastBeat = plans.map(() => 0);
        const failedAt = new Map<string, number>();
        const told: FleetSuspectEvent[] = [];
        detector.onFleetSuspect((event) => told.push(event));
        detector.onWorkerFailed(({ workerId }) => {
          failedAt.set(workerId, now());
          const silentMs = now() - (lastBeat[Number(workerId)] ?? 0);
          expect(silentMs).toBeGreaterThan(LIMIT_MS);
          expect(silentMs).toBeLessThanOrEqual(LATEST_MS(massSuspicion.settleMs));
        });
        for (const n of plans.keys()) detector.registerWorker(String(n));
        detector.start();
        for (let round = 0; round < 60; round++) {
          for (const [n, { silentAtMs, backAfterMs }] of plans.entries()) {
            const silentMs = silentAtMs === null ? -1 : now() - silentAtMs;
            if (silentMs < 0 || (backAfterMs !== null && silentMs > backAfterMs)) {
              lastBeat[n] = now();
              detector.heartbeat(String(n));
            }
          }
          await time.advance(TICK_MS);
        }
        expect(broken).toEqual([]);
        // All that stay away are given up in the end, and nothing is held any more.
        for (const [n, { silentAtMs, backAfterMs }] of plans.entries()) {
          const gone = silentAtMs !== null && backAfterMs === null;
          expect(detector.getWorkerStatus(String(n))).toEqual({
            status: gone ? "unhealthy" : expect.stringMatching(/^(healthy|recovering)$/),
            suspected: false,
          });
        }
        expect(told.map(({ phase }) => phase)).toEqual(told.map((_, n) => (n % 2 === 0 ? "begin" : "end")));
        expect(told.length % 2).toBe(0);
        for (const { phase, suspects, fleetSize } of told) {
          if (phase === "end") continue;
          expect(suspects.length).toBeGreaterThanOrEqual(massSuspicion.minWorkers);
          expect(suspects.length).toBeLessThanOrEqual(fleetSize);
        }
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);
