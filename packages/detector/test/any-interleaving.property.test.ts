import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WorkerStatus } from "../src/index.ts";
import { answers, createWorld, history, type Failure, type Seen, type Step, type World } from "./world.ts";

/** What the worker may be at once after that, by a model that knows nothing of time, strain or holds. */
function mayBe(before: Seen, step: Step, probed: boolean): readonly WorkerStatus[] {
  const { status, failuresInARow, suspected } = before;
  // A probe that cannot ask has answered already: any further evidence is the verdict.
  const given: WorkerStatus[] = suspected ? ["unhealthy"] : [];
  if (step.do === "beat" && step.status === "error") return ["unhealthy"];
  if (step.do === "beat" || step.do === "success") {
    if (status === "unhealthy") return ["recovering"];
    const strained = step.do === "beat" && step.status === "overloaded";
    if (strained) return status === "recovering" ? ["recovering", "degraded"] : ["degraded"];
    if (status === "healthy") return ["healthy"];
    return status === "degraded" ? ["degraded", "healthy"] : ["recovering", "degraded", "healthy"];
  }
  if (step.do === "lost") return probed ? [status, ...given] : ["unhealthy"];
  if (step.do !== "failure") return [status];
  if (status === "unhealthy" || status === "recovering") return ["unhealthy"];
  const stays: WorkerStatus[] = status === "healthy" ? ["healthy", "degraded"] : ["degraded", "healthy"];
  if (failuresInARow + 1 < 3) return stays;
  return [...stays, ...(probed ? given : (["unhealthy"] as const))];
}

function expectGrounds({ event, seen, passedMs }: Failure, probed: boolean): void {
  const { evidence, health, workerId } = event;
  expect(evidence.length).toBeGreaterThan(0);
  expect(health).toMatchObject({ workerId, status: "unhealthy", suspected: false });
  for (const item of evidence) {
    if (item.kind === "silence") {
      expect(item.limitMs).toBeGreaterThanOrEqual(250);
      expect(item.silentMs).toBeGreaterThan(item.limitMs);
      expect(item.silentMs).toBeLessThanOrEqual(passedMs - seen.lifeAtMs + 1e-6);
    } else if (item.kind === "consecutive-failures") expect(seen.failures).toBeGreaterThanOrEqual(3);
    else if (item.kind === "connection-lost") expect(seen.lost).toBe(true);
    else if (item.kind === "own-report") expect(seen.lastReport).toBe("error");
    else if (item.kind === "probe-failed") expect(probed).toBe(true);
    else expect(item.kind).toBe("relapse");
  }
}

function expectAgreement({ detector, seen, told, broken }: World): void {
  expect(broken).toEqual([]);
  const all = detector.getAllWorkersHealth();
  expect(new Set(all.map(({ workerId }) => workerId))).toEqual(new Set(seen.keys()));
  for (const { workerId, status, suspected, totals, consecutiveFailures, ...rest } of all) {
    const known = seen.get(workerId);
    expect({ status, suspected }).toEqual({ status: known?.status, suspected: known?.suspected });
    expect(detector.getWorkerStatus(workerId)).toEqual({ status, suspected });
    expect(totals).toEqual({ successes: known?.successes, failures: known?.failures });
    expect(consecutiveFailures).toBeLessThanOrEqual(known?.failuresInARow ?? 0);
    expect([rest.incarnation, rest.report?.status]).toEqual([known?.incarnation, known?.lastReport]);
  }
  const phases = told.filter((line) => line === "begin" || line === "end");
  expect(phases).toEqual(phases.map((_, index) => (index % 2 === 0 ? "begin" : "end")));
}

async function play(world: World, steps: readonly Step[], probed: boolean): Promise<void> {
  for (const step of steps) {
    const id = "id" in step ? step.id : undefined;
    const before = id === undefined ? undefined : world.seen.get(id);
    const was = before && { ...before };
    const toldBefore = world.told.length;
    const failedBefore = world.failed.length;
    // Not awaited: what a call means is settled when it returns, before any probe answers.
    const acting = world.act(step);
    if (id !== undefined && was && step.do !== "register" && step.do !== "unregister") {
      const stale = step.do === "beat" && step.incarnation && was.incarnation;
      if (stale && step.incarnation !== was.incarnation) {
        expect(await acting).toBe("stale");
        expect(world.told.slice(toldBefore)).toEqual([]);
      } else expect(mayBe(was, step, probed)).toContain(world.detector.getWorkerStatus(id)?.status);
    }
    const answer = await acting;
    if (id !== undefined && was === undefined && step.do !== "register") {
      expect(world.detector.getWorkerStatus(id)).toBeUndefined();
      if (step.do === "beat") expect(answer).toBe("unknown");
    }
    await world.time.settle();
    for (const failure of world.failed.slice(failedBefore)) expectGrounds(failure, probed);
    expectAgreement(world);
  }
}

const levelOf = ({ status, suspected }: Seen): number => (status === "unhealthy" ? 2 : suspected ? 1 : 0);

describe("any interleaving, with the defaults", () => {
  test("verdicts have grounds, events tell every change, and a naive model agrees", async () => {
    await fc.assert(
      fc.asyncProperty(history, answers, async (steps, given) => {
        await play(createWorld(given), steps, given !== null);
      }),
      { numRuns: 200 },
    );
  });

  test("the longer the silence the worse the suspicion, up to a verdict about all", async () => {
    await fc.assert(
      fc.asyncProperty(history, answers, async (steps, given) => {
        const world = createWorld(given);
        await play(world, steps, given !== null);
        world.silence();
        // A good answer that is under way already counts.
        await world.time.advance(300);
        const limits = world.detector.getAllWorkersHealth().map(({ silence }) => silence.limitMs);
        const mostMs = 3 * Math.max(0, ...limits) + 30_000;
        const levels = new Map(Array.from(world.seen, ([id, seen]) => [id, levelOf(seen)]));
        for (let part = 0; part < 20; part++) {
          await world.time.advance(mostMs / 20);
          for (const [id, seen] of world.seen) {
            expect(levelOf(seen)).toBeGreaterThanOrEqual(levels.get(id) ?? 0);
            levels.set(id, levelOf(seen));
          }
        }
        expect(new Set(levels.values())).toEqual(new Set(world.seen.size === 0 ? [] : [2]));
      }),
      { numRuns: 60 },
    );
  });

  test("a stall or a jump of the clock alone accuses nobody", async () => {
    const accident = fc.record({
      do: fc.constantFrom("stall", "jump"),
      ms: fc.integer({ min: 300, max: 3_600_000 }),
      back: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(history, answers, accident, async (steps, given, { do: kind, ms, back }) => {
        const world = createWorld(given);
        await play(world, steps, given !== null);
        const rounds = async (times: number): Promise<void> => {
          for (let round = 0; round < times; round++) await world.act({ do: "round", ms: 40 });
        };
        await rounds(20);
        const before = world.told.length;
        await world.act({ do: kind, ms: back && kind === "jump" ? -ms : ms });
        await rounds(40);
        expect(world.told.slice(before).filter((line) => line.includes("silence"))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
