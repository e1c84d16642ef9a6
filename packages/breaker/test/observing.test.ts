import { describe, expect, test, vi } from "vitest";
import { type BreakerEvents, type CallEnd, slowCalls } from "../src/index.ts";
import { boom, failing, held, make, rejection } from "./support.ts";

const NAMES = ["stateChange", "success", "failure", "timeout", "rejected", "slow", "fallback"] as const;

describe("events", () => {
  test("tell of every call, how it ended and how long it took", async () => {
    const { breaker, clock } = make({ timeoutMs: 50, slowCallMs: 30, isFailure: (error) => error === boom });
    const seen: [keyof BreakerEvents, object][] = [];
    for (const name of NAMES) breaker.on(name, (event) => seen.push([name, event]));
    const call = held();
    const running = breaker.call(call.fn);
    clock.advance(10);
    call.resolve("done");
    await running;
    await rejection(breaker.call(() => Promise.reject("excused")));
    await rejection(breaker.call(failing));
    const hanging = rejection(breaker.call(held().fn));
    clock.advance(50);
    const error = await hanging;
    const refused = await rejection(breaker.call(() => 1));
    const name = "payments";
    const trip = { policy: "consecutive-failures", value: 2, limit: 2, calls: 2 };
    expect(seen).toEqual([
      ["success", { name, durationMs: 10 }],
      ["success", { name, durationMs: 0 }],
      ["failure", { name, durationMs: 0, error: boom }],
      ["timeout", { name, durationMs: 50, error }],
      ["slow", { name, durationMs: 50, slowerThanMs: 30 }],
      ["stateChange", { name, from: "closed", to: "open", reason: "tripped", trip }],
      ["rejected", { name, error: refused }],
    ]);
  });

  test("slow ones come from slowCalls policies too", async () => {
    const { breaker, clock } = make({
      failureThreshold: undefined!,
      trip: slowCalls({ slowerThanMs: 20, minimumCalls: 1, lastCalls: 1, percent: 100 }),
    });
    const slow = vi.fn<() => void>();
    breaker.on("slow", slow);
    for (const [ms, state] of [
      [20, "closed"],
      [21, "open"],
    ] as const) {
      const call = held();
      const running = breaker.call(call.fn);
      clock.advance(ms);
      call.resolve("done");
      await running;
      expect(breaker.state).toBe(state);
    }
    expect(slow).toHaveBeenCalledTimes(1);
  });

  test.each(NAMES)("a %s listener that throws harms no call", async (event) => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const { breaker, clock } = make({ timeoutMs: 50, slowCallMs: 10, failureThreshold: 2 });
    breaker.on(event, () => {
      throw new Error(`bad ${event}`);
    });
    expect(await breaker.call(() => "fine")).toBe("fine");
    expect(await breaker.call(failing, { fallback: () => "spare" })).toBe("spare");
    const hanging = rejection(breaker.call(held().fn));
    clock.advance(50);
    expect(await hanging).toMatchObject({ code: "BREAKER_TIMEOUT" });
    expect(await rejection(breaker.call(() => 1))).toMatchObject({ code: "BREAKER_OPEN" });
    expect(breaker.snapshot().totals).toEqual({ successes: 1, failures: 2, timeouts: 1, rejected: 1 });
    expect(warn.mock.calls).toEqual([[`A ${event} listener threw: bad ${event}`, "BreakerWarning"]]);
  });
});

describe("hooks", () => {
  test("see every call from start to end, with what the start handed on", async () => {
    const ended: [CallEnd, unknown][] = [];
    let spans = 0;
    const { breaker, clock } = make({
      timeoutMs: 50,
      isFailure: (error) => error === boom,
      hooks: {
        onCallStart: ({ name }) => `${name}-${(spans += 1)}`,
        onCallEnd: (end, span) => ended.push([end, span]),
      },
    });
    await breaker.call(() => 1);
    await rejection(breaker.call(() => Promise.reject("excused")));
    const caller = new AbortController();
    const aborted = rejection(breaker.call(held().fn, { signal: caller.signal }));
    clock.advance(3);
    caller.abort();
    await aborted;
    const acquired = breaker.tryAcquire();
    if (acquired.ok) acquired.permit.failure(boom);
    const hanging = rejection(breaker.call(held().fn));
    clock.advance(50);
    const late = await hanging;
    const error = await rejection(breaker.call(() => 1));
    breaker.tryAcquire();
    const name = "payments";
    expect(ended.slice(0, 6)).toEqual([
      [{ name, outcome: "success", durationMs: 0 }, "payments-1"],
      [{ name, outcome: "success", durationMs: 0, error: "excused" }, "payments-2"],
      [{ name, outcome: "ignored", durationMs: 3 }, "payments-3"],
      [{ name, outcome: "failure", durationMs: 0, error: boom }, "payments-4"],
      [{ name, outcome: "timeout", durationMs: 50, error: late }, "payments-5"],
      [{ name, outcome: "rejected", durationMs: 0, error }, "payments-6"],
    ]);
    expect(ended[6]?.[0]).toMatchObject({ outcome: "rejected" });
  });

  test("that throw or reject harm no call", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const onCallStart = (): never => {
      throw new Error("bad start");
    };
    const onCallEnd = (): void => {
      throw new Error("bad end");
    };
    const { breaker } = make({ hooks: { onCallStart, onCallEnd } });
    expect(await breaker.call(() => "fine")).toBe("fine");
    expect(await rejection(breaker.call(failing))).toBe(boom);
    const rejecting: () => unknown = () => Promise.reject(new Error("bad promise"));
    await make({ hooks: { onCallEnd: rejecting } }).breaker.call(() => 1);
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(3));
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      "onCallStart threw: bad start",
      "onCallEnd threw: bad end",
      "onCallEnd threw: bad promise",
    ]);
  });

  test("one of the two is enough", async () => {
    const onCallStart = vi.fn<() => void>();
    expect(await make({ hooks: { onCallStart } }).breaker.call(() => 1)).toBe(1);
    expect(onCallStart).toHaveBeenCalledTimes(1);
  });
});
