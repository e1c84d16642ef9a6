import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChaosRule } from "../src/index.ts";
import { ok, outcome, setUp } from "./support.ts";

test("kill and resume are told once, with the reason", async () => {
  const { chaos, clock, record } = setUp();
  await clock.advance(3);
  chaos.resume();
  chaos.kill("enough");
  chaos.kill("again");
  expect(chaos.on).toBe(false);
  chaos.resume();
  expect(chaos.on).toBe(true);
  chaos.kill();
  expect(record.events).toEqual([
    { type: "switch", atMs: 3, on: false, reason: "enough" },
    { type: "switch", atMs: 3, on: true },
    { type: "switch", atMs: 3, on: false },
  ]);
});

test("kill ends an injected latency at once, and what was to follow", async () => {
  const { chaos, clock, record } = setUp({
    rules: [
      { kind: "latency", rate: 1, delayMs: 1000 },
      { kind: "fault", rate: 1 },
    ],
  });
  const done = chaos.call("a", ok);
  chaos.kill();
  expect(await done).toBe("ok");
  expect([clock.pendingTimers, record.of("call").length]).toEqual([0, 1]);
});

test("what was planned before a kill does not happen after a resume", async () => {
  const { chaos, record } = setUp({ rules: [{ kind: "fault", rate: 1, when: "after" }] });
  const done = chaos.call("a", async () => {
    chaos.kill();
    chaos.resume();
    return "ok";
  });
  expect(await done).toBe("ok");
  expect(record.of("call")).toEqual([]);
  expect(await outcome(chaos.call("a", ok))).toBe("failed: ChaosFaultError");
});

type Act = { readonly act: "call" | "kill" | "resume" } | { readonly act: "wait"; readonly ms: number };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant({ act: "call" } as const) },
    fc.constant({ act: "kill" } as const),
    fc.constant({ act: "resume" } as const),
    fc.record({ act: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 60 }) }),
  ),
  { maxLength: 40 },
);

test("nothing is injected after a kill, whatever was under way", async () => {
  const rules: ChaosRule[] = [
    { kind: "latency", rate: 0.5, delayMs: { min: 0, max: 50 } },
    { kind: "behavior", rate: 0.5, run: () => undefined },
    { kind: "fault", rate: 0.2 },
    { kind: "latency", name: "late", rate: 0.5, delayMs: 20, when: "after" },
    { kind: "outcome", rate: 0.2, result: () => "fake", when: "after" },
  ];
  await fc.assert(
    fc.asyncProperty(fc.integer(), acts, async (seed, acts) => {
      const { chaos, clock, record } = setUp({ seed, rules });
      const outcomes: Promise<string>[] = [];
      for (const step of acts) {
        if (step.act === "call") outcomes.push(outcome(chaos.call("a", ok)));
        else if (step.act === "wait") await clock.advance(step.ms);
        else chaos[step.act]();
      }
      chaos.kill();
      // No time passes: whatever waits is let go.
      for (const text of await Promise.all(outcomes))
        expect(["ok", "fake", "failed: ChaosFaultError"]).toContain(text);
      let on = true;
      for (const event of record.events) {
        if (event.type === "switch") on = event.on;
        else expect(on).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
