import { describe, expect, test, vi } from "vitest";
import { createRetry, RetryExhaustedError, RetryOptionsError, type RetryOptions } from "../src/index.ts";
import { CountingSignal, failing, hang, rejection, setup } from "./support.ts";

describe("createRetry", () => {
  test("retries with the same options again and again", async () => {
    const { clock, delays, options } = setup();
    const run = createRetry({ ...options, maxRetries: 1 });
    await expect(clock.settle(run(failing(new Error("a")).fn))).resolves.toBe("done");
    const error = await rejection(clock.settle(run(failing(new Error("a"), new Error("b")).fn)));
    expect(error).toBeInstanceOf(RetryExhaustedError);
    await expect(run(() => 7)).resolves.toBe(7);
    expect(delays).toEqual([1000, 1000]);
  });

  test("needs no options", async () => {
    await expect(createRetry()(async () => "fine")).resolves.toBe("fine");
  });

  test("refuses bad options at once, and a bad function when it is called", async () => {
    expect(() => createRetry({ maxRetries: -1 })).toThrow(RetryOptionsError);
    const run = createRetry();
    expect(await rejection(run(undefined as unknown as () => 1))).toBeInstanceOf(RetryOptionsError);
  });

  test("checks its options once", async () => {
    const options = { maxRetries: 2 };
    const reads = vi.fn(() => options.maxRetries);
    const run = createRetry(Object.defineProperty({}, "maxRetries", { get: reads }) as RetryOptions);
    const before = reads.mock.calls.length;
    await run(() => 1);
    await run(() => 2);
    expect(reads.mock.calls.length).toBe(before);
  });

  test("each call may have a signal of its own, in the place of the options' signal", async () => {
    const { options } = setup();
    const shared = new CountingSignal();
    const run = createRetry({ ...options, signal: shared as unknown as AbortSignal });
    const controller = new AbortController();
    const call = run(hang, { signal: controller.signal });
    expect(shared.listeners).toBe(0);
    const outcome = rejection(call);
    controller.abort("stop");
    expect(await outcome).toBe("stop");
    const other = rejection(run(hang, {}));
    expect(shared.listeners).toBe(1);
    shared.abort("shared");
    expect(await other).toBe("shared");
    const wrong = run(hang, { signal: {} as AbortSignal });
    expect(await rejection(wrong)).toHaveProperty("problems", [
      "signal: expected an AbortSignal, received object with keys []",
    ]);
  });
});

describe("a first attempt that succeeds", () => {
  test("makes no AbortController, sets no timer and asks for no chance", async () => {
    const make = vi.fn(globalThis.AbortController);
    vi.stubGlobal("AbortController", make);
    const { clock, options } = setup();
    const random = vi.fn(() => 0.5);
    const run = createRetry({ ...options, random, jitter: "full" });
    await run(() => "fine");
    await createRetry({ ...options, attemptTimeoutMs: 50, totalTimeoutMs: 90 })(() => "fine");
    expect(make).not.toHaveBeenCalled();
    await run(({ signal }) => signal.aborted);
    expect(make).toHaveBeenCalledOnce();
    expect(random).not.toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(0);
    vi.unstubAllGlobals();
  });
});
