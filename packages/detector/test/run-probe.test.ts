import { describe, expect, test } from "vitest";
import type { Probe } from "../src/index.ts";
import { runProbe, type ProbeFailure } from "../src/run-probe.ts";
import { createManualTime } from "../src/testing.ts";

function run(probe: Probe) {
  const time = createManualTime();
  const answers: (ProbeFailure | undefined)[] = [];
  const { clock, timers } = time.ports;
  const abandon = runProbe({
    workerId: "w",
    probe,
    timeoutMs: 100,
    clock,
    timers,
    onAnswer: (failure) => answers.push(failure),
  });
  return { time, answers, abandon };
}

const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
const never: Probe = () => new Promise(() => {});

describe("running a probe", () => {
  test.each<[string, Probe, ProbeFailure | undefined]>([
    ["alive", async () => true, undefined],
    ["not well", async () => false, { reason: "the worker is not well", answered: true }],
    [
      "cannot tell",
      async () => undefined,
      { reason: "the worker cannot be asked", answered: false, unasked: true },
    ],
    [
      "truthy, but not true",
      (async () => "yes") as unknown as Probe,
      { reason: "the worker is not well", answered: true },
    ],
    ["rejected", () => Promise.reject(new Error("no route")), { reason: "no route", answered: false }],
    ["refused", () => Promise.reject(refused), { reason: "refused", answered: true }],
    [
      "thrown at once",
      () => {
        throw new Error("sync");
      },
      { reason: "sync", answered: false },
    ],
  ])("%s", async (_name, probe, answer) => {
    const { time, answers } = run(probe);
    await time.settle();
    expect(answers).toEqual([answer]);
    expect(time.pendingTimers).toBe(0);
    await time.advance(1000);
    expect(answers).toHaveLength(1);
  });

  test("times out once, aborts, and drops a late answer", async () => {
    let answer: (alive: boolean) => void = () => {};
    let aborted: AbortSignal | undefined;
    const { time, answers } = run((_id, signal) => {
      aborted = signal;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await time.advance(99);
    expect(answers).toEqual([]);
    expect(aborted?.aborted).toBe(false);
    await time.advance(1);
    expect(answers).toEqual([{ reason: "no answer within 100 ms", answered: false }]);
    expect(aborted?.reason).toEqual(new Error("The probe took too long."));
    answer(true);
    await time.settle();
    expect(answers).toHaveLength(1);
  });

  test("waits once more when the timeout itself comes late", async () => {
    const { time, answers } = run(never);
    await time.stall(351);
    expect(answers).toEqual([]);
    await time.stall(351);
    expect(answers).toEqual([{ reason: "no answer within 100 ms", answered: false }]);
  });

  test("the second chance leaves no timer behind", async () => {
    let answer: (alive: boolean) => void = () => {};
    const { time, answers } = run(() => {
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await time.stall(351);
    expect(time.pendingTimers).toBe(1);
    answer(true);
    await time.settle();
    expect(answers).toEqual([undefined]);
    expect(time.pendingTimers).toBe(0);
  });

  test("an ordinary lateness is no stall", async () => {
    const { time, answers } = run(never);
    await time.stall(350);
    expect(answers).toEqual([{ reason: "no answer within 100 ms", answered: false }]);
  });

  test("abandoned, it aborts and says nothing", async () => {
    let aborted: AbortSignal | undefined;
    const { time, answers, abandon } = run((_id, signal) => {
      aborted = signal;
      return Promise.reject(new Error("late"));
    });
    abandon();
    abandon();
    await time.advance(1000);
    expect(aborted?.aborted).toBe(true);
    expect(answers).toEqual([]);
    expect(time.pendingTimers).toBe(0);
  });
});
