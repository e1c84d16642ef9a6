import { describe, expect, test } from "vitest";
import { AlertDeliveryError, SinkError, type Sink } from "../src/index.ts";
import { recordingSink } from "../src/testing.ts";
import { bench, MINUTE, SECOND, toldBy, workerRule } from "./support.ts";

const atOnce = { groupWaitMs: 0, groupIntervalMs: 0 };
const busy = (retryAfterMs?: number) => new SinkError("a", "busy", { retryable: true, retryAfterMs });
const bad = new SinkError("a", "bad payload", { retryable: false, status: 400 });

describe("delivery", () => {
  test("retries with backoff, then rests; the sink is down until it takes something", async () => {
    const sinkDown = {
      name: "SinkDown",
      severity: "high",
      summary: "{sink}",
      when: { type: "sink" },
    } as const;
    const other = recordingSink("other");
    const sink = recordingSink("a");
    const { clock, worker, errors, alerts } = bench({
      sinks: [sink, other],
      rules: [workerRule, sinkDown],
      routes: [
        { name: "workers", match: [{ label: "alertname", is: "WorkerFailed" }], sinks: ["a"], ...atOnce },
        { name: "rest", sinks: ["other"], ...atOnce },
      ],
      delivery: { maxRetries: 2, baseDelayMs: 1000, coolDownMs: MINUTE },
    });
    const notices: unknown[] = [];
    alerts.onSink((notice) => notices.push(notice));
    sink.failWith(busy());
    worker("w", "unhealthy");
    await clock.advance(999);
    expect(sink.attempts).toBe(1);
    await clock.advance(1);
    expect(sink.attempts).toBe(2);
    await clock.advance(2000);
    expect(sink.attempts).toBe(3);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(AlertDeliveryError);
    expect(errors[0]).toMatchObject({ sink: "a", down: true, message: "Sink a does not answer: a: busy" });
    expect(alerts.status().sinks[0]).toEqual({
      name: "a",
      state: "down",
      waiting: 0,
      delivered: 0,
      failed: 1,
      lastError: "Sink a does not answer: a: busy",
    });
    expect(notices).toEqual([{ sink: "a", state: "down", reason: "Sink a does not answer: a: busy" }]);
    await clock.advance(1);
    expect(toldBy(other)).toEqual(["firing +SinkDown"]);

    // It rests for a minute, fails once more, which is no news, and rests again.
    await clock.advance(MINUTE - 2);
    expect(sink.attempts).toBe(3);
    await clock.advance(1);
    expect(sink.attempts).toBe(4);
    await clock.advance(4000);
    expect(errors).toHaveLength(1);
    sink.failWith(undefined);
    await clock.advance(MINUTE);
    expect(toldBy(sink)).toEqual(["firing +w"]);
    expect(notices.slice(1)).toEqual([{ sink: "a", state: "up" }]);
    expect(alerts.status().sinks[0]).toEqual({
      name: "a",
      state: "up",
      waiting: 0,
      delivered: 1,
      failed: 2,
      lastDeliveredAt: "2026-01-01T00:02:06.000Z",
    });
    await clock.advance(1);
    expect(toldBy(other)).toEqual(["firing +SinkDown", "resolved -SinkDown"]);
  });

  test("Retry-After is kept, between attempts and while it rests", async () => {
    const { clock, worker, sink } = bench({ route: atOnce, delivery: { maxRetries: 1, coolDownMs: 5000 } });
    sink.failWith(busy(20_000));
    worker("w", "unhealthy");
    await clock.advance(19_999);
    expect(sink.attempts).toBe(1);
    await clock.advance(1);
    expect(sink.attempts).toBe(2);
    await clock.advance(19_999);
    expect(sink.attempts).toBe(2);
    await clock.advance(1);
    expect(sink.attempts).toBe(3);
  });

  test("a Retry-After beyond maxRetryAfterMs is cut", async () => {
    const delivery = { maxRetries: 1, coolDownMs: 1000, maxRetryAfterMs: 3000 };
    const { clock, worker, sink } = bench({ route: atOnce, delivery });
    sink.failWith(busy(86_400_000));
    worker("w", "unhealthy");
    await clock.advance(3000);
    expect(sink.attempts).toBe(2);
    await clock.advance(3000);
    expect(sink.attempts).toBe(3);
  });

  test("one notification that is turned down stops no other, and is tried again later", async () => {
    const sink = recordingSink("a");
    const picky: Sink = {
      name: "a",
      send: (notification, signal) =>
        notification.groupLabels["worker"] === "bad" ? Promise.reject(bad) : sink.send(notification, signal),
    };
    const { clock, worker, errors, alerts } = bench({
      sinks: [picky],
      route: { sinks: ["a"], groupBy: ["worker"], ...atOnce },
      delivery: { coolDownMs: MINUTE },
    });
    worker("bad", "unhealthy");
    worker("good", "unhealthy");
    await clock.advance(1);
    expect(toldBy(sink)).toEqual(["firing +good"]);
    expect(errors).toMatchObject([
      { down: false, message: "Sink a turned a notification down: a: bad payload", cause: bad },
    ]);
    expect(alerts.status().sinks[0]).toMatchObject({ state: "up", delivered: 1, failed: 1 });
    await clock.advance(MINUTE);
    expect(errors).toHaveLength(2);
  });

  test("a hanging sink is cut off, also one that pays no heed to its signal", async () => {
    let sends = 0;
    const signals: AbortSignal[] = [];
    const deaf: Sink = {
      name: "a",
      send: (_notification, signal) => {
        sends += 1;
        signals.push(signal);
        return sends === 1 ? new Promise(() => undefined) : Promise.resolve();
      },
    };
    const { clock, worker, alerts } = bench({
      sinks: [deaf],
      route: { sinks: ["a"], ...atOnce },
      delivery: { attemptTimeoutMs: 5000, baseDelayMs: 1000 },
    });
    worker("w", "unhealthy");
    await clock.advance(5000);
    expect(signals[0]?.aborted).toBe(true);
    await clock.advance(1000);
    expect(sends).toBe(2);
    expect(alerts.status().sinks[0]).toMatchObject({ state: "up", delivered: 1 });
  });

  test("each attempt tells what is true then", async () => {
    const { clock, worker, sink, told } = bench({ route: atOnce });
    sink.failWith(busy());
    worker("a", "unhealthy");
    await clock.advance(500);
    worker("a", "healthy");
    worker("b", "unhealthy");
    sink.failWith(undefined);
    await clock.advance(10 * SECOND);
    // The first attempt may have arrived, so its resolve is told.
    expect(told()).toEqual(["firing +b -a"]);
  });

  test("nothing is left to tell: no attempt is made", async () => {
    const { clock, worker, sink, alerts } = bench({
      route: { ...atOnce, groupBy: ["worker"] },
      delivery: { maxRetries: 0 },
    });
    sink.failWith(busy());
    worker("a", "unhealthy");
    worker("b", "unhealthy");
    await clock.advance(1);
    expect(sink.attempts).toBe(1);
    // b stands in line behind the rest, and is over before its turn.
    worker("b", "healthy");
    sink.failWith(undefined);
    await clock.advance(5 * MINUTE);
    expect(toldBy(sink)).toEqual(["firing +a"]);
    expect(alerts.status()).toMatchObject({ groups: 1 });
  });

  test("a sink's own interval is kept over all groups, and by retries", async () => {
    const times: number[] = [];
    let fail = true;
    const slow: Sink = {
      name: "a",
      minIntervalMs: 1000,
      send: () => {
        times.push(clock.now());
        return fail ? Promise.reject(busy()) : Promise.resolve();
      },
    };
    const { clock, worker } = bench({
      sinks: [slow],
      route: { sinks: ["a"], ...atOnce, groupBy: ["worker"] },
      delivery: { baseDelayMs: 1, maxDelayMs: 1 },
      random: () => 0,
    });
    for (const id of ["a", "b", "c"]) worker(id, "unhealthy");
    await clock.advance(1);
    fail = false;
    await clock.advance(10 * SECOND);
    expect(times).toEqual([0, 1000, 2000, 3000]);
  });

  test("a sink that has to be refreshed is told again, also of what is acknowledged", async () => {
    const sink = { ...recordingSink("a"), refreshMs: MINUTE };
    const { clock, worker, alerts } = bench({ sinks: [sink], route: { sinks: ["a"], ...atOnce } });
    worker("w", "unhealthy");
    await clock.advance(1);
    alerts.acknowledge(alerts.active()[0]?.key ?? "");
    await clock.advance(3 * MINUTE);
    expect(sink.notifications.map(({ repeat }) => repeat)).toEqual([false, false, true, true, true]);
  });
});
