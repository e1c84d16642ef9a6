import { describe, expect, test } from "vitest";
import { SinkError, type Sink } from "../src/index.ts";
import { bench, MINUTE } from "./support.ts";

const atOnce = { groupWaitMs: 0, groupIntervalMs: 0 };
const busy = () => new SinkError("a", "busy", { retryable: true });

describe("flush and close", () => {
  test("flush tells at once what would wait, and says whether it could", async () => {
    const { clock, worker, alerts, told, sink } = bench();
    worker("a", "unhealthy");
    expect(await alerts.flush()).toBe(true);
    worker("a", "healthy");
    expect(await alerts.flush()).toBe(true);
    expect(told()).toEqual(["firing +a", "resolved -a"]);
    sink.failWith(busy());
    worker("b", "unhealthy");
    const flushed = alerts.flush(3000);
    await clock.advance(3000);
    expect(await flushed).toBe(false);
    sink.failWith(undefined);
    await clock.advance(MINUTE);
    expect(told()).toHaveLength(3);
  });

  test("flush does not wait for a sink that rests", async () => {
    const { clock, worker, alerts, told, sink } = bench({
      route: atOnce,
      delivery: { maxRetries: 0, coolDownMs: 60 * MINUTE },
    });
    sink.failWith(busy());
    worker("a", "unhealthy");
    await clock.advance(1);
    worker("b", "unhealthy");
    await clock.advance(1);
    sink.failWith(undefined);
    expect(await alerts.flush()).toBe(true);
    expect(told()).toEqual(["firing +a +b"]);
  });

  test("close without persistence flushes first; after it nothing happens", async () => {
    const { clock, worker, alerts, told } = bench();
    worker("a", "unhealthy");
    await alerts.close();
    await alerts.close();
    expect(told()).toEqual(["firing +a"]);
    worker("a", "healthy");
    await clock.advance(60 * MINUTE);
    expect(told()).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  test("close ends what does not end", async () => {
    let signal: AbortSignal | undefined;
    const sink: Sink = {
      name: "a",
      send: (_notification, given) => {
        signal = given;
        return new Promise(() => undefined);
      },
    };
    const { clock, worker, alerts } = bench({ sinks: [sink], route: { sinks: ["a"] } });
    worker("a", "unhealthy");
    const closed = alerts.close(1000);
    await clock.advance(2000);
    await closed;
    expect(signal?.aborted).toBe(true);
  });
});

describe("callbacks", () => {
  test("are told of alerts, told or not; one that throws reaches nobody", async () => {
    const { alerts, worker, errors } = bench();
    const heard: string[] = [];
    const off = alerts.onAlert(({ change, alert }) =>
      heard.push(`${change} ${alert.summary} ${alert.status}`),
    );
    alerts.onAlert(() => {
      throw new Error("in a callback");
    });
    alerts.onAlert(() => Promise.reject(new Error("in an async callback")));
    worker("a", "unhealthy");
    worker("a", "healthy");
    off();
    worker("a", "unhealthy");
    expect(heard).toEqual([
      "fired Worker a failed: silent firing",
      "resolved Worker a failed: silent resolved",
    ]);
    await Promise.resolve();
    expect(errors.map(String)).toContain("Error: in a callback");
    expect(errors.map(String)).toContain("Error: in an async callback");
  });

  test("observe never throws", () => {
    const { alerts, errors } = bench();
    alerts.observe({ type: "unheard of" } as never);
    expect(errors).toEqual([]);
    alerts.observe(null as never);
    expect(errors).toHaveLength(1);
    alerts.observe({ type: "worker", status: "unhealthy" } as never);
    expect(alerts.active()[0]?.labels["worker"]).toBe("");
  });
});

test("an onError that fails itself stops nothing", async () => {
  const told: unknown[] = [];
  const onError = (error: unknown): never => {
    told.push(error);
    throw new Error("in onError");
  };
  const { alerts, worker, clock, sink } = bench({ route: atOnce, delivery: { maxRetries: 0 }, onError });
  alerts.onAlert(() => {
    throw new Error("in a callback");
  });
  sink.failWith(busy());
  worker("a", "unhealthy");
  await clock.advance(1);
  expect(told.map(String)).toEqual([
    "Error: in a callback",
    "AlertDeliveryError: Sink a does not answer: a: busy",
  ]);
  const rejecting = bench({ onError: () => Promise.reject(new Error("in onError")) as never });
  rejecting.alerts.onAlert(() => {
    throw new Error("in a callback");
  });
  expect(() => rejecting.worker("a", "unhealthy")).not.toThrow();
  await clock.advance(1);
});
