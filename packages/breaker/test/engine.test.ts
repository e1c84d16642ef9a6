import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEngine, Task } from "../src/engine.ts";
import { rejection } from "./support.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Probe extends Task {
  readonly #work: (probe: Probe) => void;

  constructor(work: (probe: Probe) => void) {
    super();
    this.#work = work;
  }

  protected override begin(): void {
    this.#work(this);
  }
}

describe("the engine", () => {
  test.each([7, undefined, null, "text"])(
    "hands the result %o through, settled at once or later",
    async (value) => {
      const engine = createEngine("a");
      expect(await engine.run(new Probe((probe) => probe.resolve(value)))).toBe(value);
      let later: Probe | undefined;
      const result = engine.run(new Probe((probe) => void (later = probe)));
      later?.resolve(value);
      expect(await result).toBe(value);
    },
  );

  test.each([new Error("own"), undefined, null, Object.freeze({})])(
    "hands the error %o through",
    async (error) => {
      const engine = createEngine("a");
      expect(await rejection(engine.run(new Probe((probe) => probe.reject(error))))).toBe(error);
    },
  );

  test("never opens by itself", async () => {
    const engine = createEngine("a");
    for (let i = 0; i < 200; i += 1) await rejection(engine.run(new Probe((probe) => probe.reject("x"))));
    expect(await engine.run(new Probe((probe) => probe.resolve("still")))).toBe("still");
  });

  test("opens and closes on command, and stays open however long it takes", async () => {
    const engine = createEngine("a");
    engine.open();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(2 ** 31);
    const work = vi.fn<(probe: Probe) => void>((probe) => probe.resolve(1));
    expect(await rejection(engine.run(new Probe(work)))).toMatchObject({ code: "EOPENBREAKER" });
    expect(work).not.toHaveBeenCalled();
    engine.close();
    expect(await engine.run(new Probe(work))).toBe(1);
  });

  test("engines share no state and hold no timers, even with calls under way", async () => {
    const engines = Array.from({ length: 100 }, (_, i) => createEngine(`e${i}`));
    engines[0]?.open();
    for (const engine of engines.slice(2)) void engine.run(new Probe(() => {}));
    expect(vi.getTimerCount()).toBe(0);
    expect(await engines[1]?.run(new Probe((probe) => probe.resolve("ok")))).toBe("ok");
  });
});
