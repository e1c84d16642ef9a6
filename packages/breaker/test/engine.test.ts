import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEngine, type Task } from "../src/engine.ts";
import { rejection } from "./support.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function task(start: () => Promise<unknown>): Task & { timedOut: () => void } {
  return { start, timedOut: vi.fn<() => void>() };
}

describe("the engine", () => {
  test("hands results and errors through", async () => {
    const engine = createEngine("a", 50);
    expect(await engine.run(task(async () => 7))).toBe(7);
    const error = new Error("own");
    expect(await rejection(engine.run(task(() => Promise.reject(error))))).toBe(error);
    expect(await rejection(engine.run(task(() => Promise.reject(undefined))))).toBe(undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("never opens by itself", async () => {
    const engine = createEngine("a", false);
    for (let i = 0; i < 200; i += 1) await rejection(engine.run(task(() => Promise.reject(new Error("x")))));
    expect(await engine.run(task(async () => "still"))).toBe("still");
  });

  test("opens and closes on command, and stays open however long it takes", async () => {
    const engine = createEngine("a", false);
    engine.open();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(2 ** 31);
    const start = vi.fn<() => Promise<unknown>>(async () => 1);
    expect(await rejection(engine.run(task(start)))).toMatchObject({ code: "EOPENBREAKER" });
    expect(start).not.toHaveBeenCalled();
    engine.close();
    expect(await engine.run(task(start))).toBe(1);
  });

  test("a task is told of its own timeout only", async () => {
    const engine = createEngine("a", 50);
    const [hung, later] = [task(() => new Promise(() => {})), task(() => new Promise(() => {}))];
    const ended = rejection(engine.run(hung));
    await vi.advanceTimersByTimeAsync(30);
    void engine.run(later).catch(() => {});
    await vi.advanceTimersByTimeAsync(20);
    expect(await ended).toMatchObject({ code: "ETIMEDOUT" });
    expect(hung.timedOut).toHaveBeenCalledTimes(1);
    expect(later.timedOut).not.toHaveBeenCalled();
  });

  test("engines share no state and hold no timers", async () => {
    const engines = Array.from({ length: 100 }, (_, i) => createEngine(`e${i}`, 1000));
    engines[0]?.open();
    expect(vi.getTimerCount()).toBe(0);
    expect(await engines[1]?.run(task(async () => "ok"))).toBe("ok");
  });
});
