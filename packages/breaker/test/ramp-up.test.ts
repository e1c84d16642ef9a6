import { describe, expect, test } from "vitest";
import { fail, failing, make, type Made, rejection } from "./support.ts";

async function ramping(): Promise<Made> {
  const made = make({ rampUpMs: 1_000, rampUpFromPercent: 25, successThreshold: 1, failureThreshold: 2 });
  await fail(made.breaker, 2);
  made.clock.advance(100);
  await made.breaker.call(() => "probe");
  return made;
}

async function passing(made: Made, calls: number): Promise<number> {
  let passed = 0;
  for (let i = 0; i < calls; i += 1) passed += await made.breaker.call(() => 1, { fallback: () => 0 });
  return passed;
}

describe("ramp-up", () => {
  test("admits a share that grows to all", async () => {
    const made = await ramping();
    expect(made.breaker.state).toBe("closed");
    expect(await passing(made, 40)).toBe(10);
    made.clock.advance(500);
    expect(await passing(made, 40)).toBe(25);
    made.clock.advance(500);
    expect(await passing(made, 40)).toBe(40);
  });

  test("turns the others away with a typed error, and counts nothing", async () => {
    const made = await ramping();
    await made.breaker.call(() => 1);
    made.clock.advance(250);
    expect(await rejection(made.breaker.call(() => 1))).toMatchObject({
      code: "BREAKER_OPEN",
      state: "ramping-up",
      retryable: false,
      retryAfterMs: 750,
      message: 'Breaker "payments" is ramping up: it lets only a share of the calls through',
    });
    expect(made.breaker.snapshot()).toMatchObject({
      state: "closed",
      consecutiveFailures: 0,
      totals: { rejected: 1 },
    });
  });

  test("failures during it open the breaker again", async () => {
    const { breaker } = await ramping();
    const admitted: unknown[] = [];
    for (let i = 0; i < 5; i += 1) admitted.push(await rejection(breaker.call(failing)));
    expect(breaker.snapshot()).toMatchObject({ state: "open", openings: 2 });
  });

  test("a reset ends it", async () => {
    const made = await ramping();
    made.breaker.reset();
    expect(await passing(made, 10)).toBe(10);
  });
});

describe("growing recovery", () => {
  test("each re-opening in a row takes longer, and after a long enough time closed all begins anew", async () => {
    const { breaker, clock } = make({
      failureThreshold: 1,
      successThreshold: 1,
      recoveryTimeoutMs: { baseMs: 100, factor: 2, maxMs: 300, jitter: 0.5, resetAfterMs: 1_000 },
      random: () => 0.5,
    });
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await fail(breaker, 1);
      waits.push(breaker.snapshot().retryAfterMs);
      clock.advance(waits.at(-1) ?? 0);
    }
    await breaker.call(() => 1);
    clock.advance(999);
    await fail(breaker, 1);
    waits.push(breaker.snapshot().retryAfterMs);
    clock.advance(300);
    await breaker.call(() => 1);
    clock.advance(1_000);
    await fail(breaker, 1);
    waits.push(breaker.snapshot().retryAfterMs);
    expect(waits).toEqual([75, 150, 225, 225, 225, 75]);
  });
});
