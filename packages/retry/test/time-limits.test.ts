import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { systemClock } from "../src/system.ts";
import { TimeLimits, type MachineTimer, type MachineTimers } from "../src/time-limits.ts";

/** A machine whose time moves when told; counts the timers it was asked for. */
class Machine implements MachineTimers {
  time = 0;
  started = 0;
  readonly live = new Set<{ dueAt: number; callback: () => void; keepsAlive: boolean }>();

  now(): number {
    return this.time;
  }

  start(callback: () => void, delayMs: number): MachineTimer {
    this.started += 1;
    const timer = { dueAt: this.time + delayMs, callback, keepsAlive: true };
    this.live.add(timer);
    return {
      cancel: () => void this.live.delete(timer),
      keepAlive(on) {
        timer.keepsAlive = on;
      },
    };
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = [...this.live].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt)[0];
      if (next === undefined) break;
      this.live.delete(next);
      this.time = next.dueAt;
      next.callback();
    }
    this.time = end;
  }

  get keptAlive(): boolean {
    return [...this.live].some(({ keepsAlive }) => keepsAlive);
  }
}

describe("TimeLimits", () => {
  test("one timer serves all limits of one length", () => {
    const machine = new Machine();
    const limits = new TimeLimits(machine);
    for (let i = 0; i < 1000; i += 1) limits.set(() => undefined, 50)();
    limits.set(() => undefined, 50);
    expect(machine.started).toBe(1);
    expect(limits.size).toBe(1);
  });

  test("beyond a hundred lengths, each limit has a timer of its own, gone when it is cancelled", () => {
    const machine = new Machine();
    const limits = new TimeLimits(machine);
    const fired: number[] = [];
    const cancels = Array.from({ length: 150 }, (_, i) => limits.set(() => fired.push(i), 1000 + i));
    expect([limits.size, machine.live.size]).toEqual([100, 150]);
    for (const cancel of cancels.slice(0, 149)) cancel();
    expect(machine.live.size).toBe(101);
    expect(machine.keptAlive).toBe(true);
    machine.advance(2000);
    expect(fired).toEqual([149]);
    expect([limits.size, machine.live.size]).toEqual([0, 0]);
  });

  test("a timer that nobody waits for keeps nothing alive, and is gone when it fires", () => {
    const machine = new Machine();
    const limits = new TimeLimits(machine);
    const cancel = limits.set(() => undefined, 50);
    expect(machine.keptAlive).toBe(true);
    cancel();
    cancel();
    expect(machine.keptAlive).toBe(false);
    const again = limits.set(() => undefined, 50);
    expect(machine.keptAlive).toBe(true);
    again();
    machine.advance(50);
    expect([machine.live.size, limits.size]).toEqual([0, 0]);
  });

  test("a callback that throws keeps no other from its time", () => {
    const machine = new Machine();
    const limits = new TimeLimits(machine);
    const fired: string[] = [];
    limits.set(() => {
      throw new Error("bug");
    }, 10);
    machine.time = 5;
    limits.set(() => fired.push("second"), 10);
    expect(() => machine.advance(10)).toThrow("bug");
    machine.advance(10);
    expect(fired).toEqual(["second"]);
  });

  test("each falls due in its time and order, unless it is cancelled before", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("set" as const), ms: fc.constantFrom(1, 5, 20, 20, 33) }),
      fc.record({ do: fc.constant("cancel" as const), ms: fc.nat({ max: 100 }) }),
      fc.record({ do: fc.constant("advance" as const), ms: fc.nat({ max: 25 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const machine = new Machine();
        const limits = new TimeLimits(machine);
        const model = new Map<number, number>();
        const cancels: (() => void)[] = [];
        for (const { do: what, ms } of steps) {
          if (what === "set") {
            const id = cancels.length;
            model.set(id, machine.time + ms);
            cancels.push(
              limits.set(() => {
                expect(model.get(id)).toBe(machine.time);
                model.delete(id);
              }, ms),
            );
          } else if (what === "cancel") {
            model.delete(ms);
            cancels[ms]?.();
          } else {
            machine.advance(ms);
            for (const dueAt of model.values()) expect(dueAt).toBeGreaterThan(machine.time);
          }
          expect(machine.keptAlive).toBe(model.size > 0);
        }
      }),
    );
  });
});

describe("the system's clock", () => {
  test("calls back, at once for 0, and not after it was cancelled", async () => {
    const fired: string[] = [];
    systemClock.setTimer(() => fired.push("cancelled"), 0)();
    systemClock.setTimer(() => fired.push("cancelled"), 1)();
    systemClock.setTimeLimit?.(() => fired.push("cancelled"), 1)();
    await new Promise<void>((done) => systemClock.setTimer(done, 0));
    await new Promise<void>((done) => systemClock.setTimer(done, 2));
    await new Promise<void>((done) => systemClock.setTimeLimit?.(done, 3));
    expect(fired).toEqual([]);
  });

  test("a limit that is over keeps no process alive; one that runs does", () => {
    const run = (code: string): { status: number | null; ms: number; stdout: string } => {
      const began = performance.now();
      const entry = new URL("../src/index.ts", import.meta.url).href;
      const source = `import { retry } from ${JSON.stringify(entry)}; ${code}`;
      const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
        encoding: "utf8",
      });
      return { status, ms: performance.now() - began, stdout };
    };
    const over = run("await retry(() => 1, { attemptTimeoutMs: 60_000 });");
    expect(over.status).toBe(0);
    expect(over.ms).toBeLessThan(30_000);
    const running = run(
      "retry(() => new Promise(() => {}), { attemptTimeoutMs: 50, maxRetries: 0 }).catch((e) => console.log(e.cause.name));",
    );
    expect(running.stdout.trim()).toBe("AttemptTimeoutError");
  });
});
