import { describe, expect, test } from "vitest";
import { bench, MINUTE, SECOND, workerRule } from "./support.ts";

describe("grouping in time", () => {
  test("changes wait for others, then the interval holds", async () => {
    const { clock, worker, told } = bench();
    worker("a", "unhealthy");
    await clock.advance(20 * SECOND);
    worker("b", "unhealthy");
    expect(told()).toEqual([]);
    await clock.advance(10 * SECOND);
    expect(told()).toEqual(["firing +a +b"]);
    worker("c", "unhealthy");
    worker("a", "healthy");
    await clock.advance(5 * MINUTE - 1);
    expect(told()).toHaveLength(1);
    await clock.advance(1);
    expect(told()).toEqual(["firing +a +b", "firing +b +c -a"]);
    worker("b", "healthy");
    worker("c", "healthy");
    await clock.advance(5 * MINUTE);
    expect(told()).toEqual(["firing +a +b", "firing +b +c -a", "resolved -b -c"]);
  });

  test("after a quiet interval a change waits only for others", async () => {
    const { clock, worker, told } = bench();
    worker("a", "unhealthy");
    await clock.advance(MINUTE * 10);
    worker("b", "unhealthy");
    await clock.advance(29_999);
    expect(told()).toEqual(["firing +a"]);
    await clock.advance(1);
    expect(told()).toEqual(["firing +a", "firing +a +b"]);
  });

  test("what still fires is told again after the repeat interval", async () => {
    const { clock, worker, told, sink } = bench({ route: { groupWaitMs: 0 } });
    worker("a", "unhealthy");
    await clock.advance(4 * 60 * MINUTE - 1);
    expect(told()).toEqual(["firing +a"]);
    await clock.advance(1);
    expect(told()).toEqual(["firing +a", "repeat +a"]);
    await clock.advance(4 * 60 * MINUTE);
    expect(sink.notifications.map(({ repeat }) => repeat)).toEqual([false, true, true]);
  });

  test("an alert that is over before it is told is never told", async () => {
    const { clock, worker, told, alerts } = bench();
    worker("a", "unhealthy");
    await clock.advance(29 * SECOND);
    worker("a", "healthy");
    await clock.advance(10 * MINUTE);
    expect(told()).toEqual([]);
    expect(alerts.status()).toMatchObject({ active: 0, groups: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  test("one that comes back before its end is told makes no notification", async () => {
    const { clock, worker, told } = bench();
    worker("a", "unhealthy");
    await clock.advance(MINUTE);
    worker("a", "healthy");
    await clock.advance(MINUTE);
    worker("a", "unhealthy");
    await clock.advance(20 * MINUTE);
    expect(told()).toEqual(["firing +a"]);
  });

  test("a group that ended keeps its interval when it begins again", async () => {
    const { clock, worker, told, alerts } = bench({ route: { groupWaitMs: 0 } });
    worker("a", "unhealthy");
    await clock.advance(SECOND);
    worker("a", "healthy");
    await clock.advance(5 * MINUTE);
    expect(told()).toEqual(["firing +a", "resolved -a"]);
    worker("a", "unhealthy");
    await clock.advance(4 * MINUTE);
    expect(told()).toHaveLength(2);
    await clock.advance(MINUTE);
    expect(told()).toEqual(["firing +a", "resolved -a", "firing +a"]);
    worker("a", "healthy");
    await clock.advance(5 * MINUTE);
    expect(alerts.status().groups).toBe(1);
    await clock.advance(5 * MINUTE);
    expect(alerts.status().groups).toBe(0);
  });
});

describe("grouping by labels", () => {
  test("one notification for each value, each with a key of its own", async () => {
    const { clock, worker, told, sink } = bench({ route: { groupBy: ["worker"], groupWaitMs: 0 } });
    worker("a", "unhealthy");
    worker("b", "unhealthy");
    await clock.advance(1);
    expect(told()).toEqual(["firing +a", "firing +b"]);
    const [a, b] = sink.notifications;
    expect(a?.groupKey).toMatch(/^[0-9a-f]{32}$/);
    expect(a?.groupKey).not.toBe(b?.groupKey);
    expect(a?.groupLabels).toEqual({ worker: "a" });
    worker("a", "healthy");
    await clock.advance(5 * MINUTE);
    expect(sink.notifications[2]).toMatchObject({ groupKey: a?.groupKey, status: "resolved" });
  });

  test("no labels: all in one", async () => {
    const rules = [workerRule, { ...workerRule, name: "Again", severity: "critical" as const }];
    const { clock, worker, sink } = bench({ rules, route: { groupBy: [], groupWaitMs: 0 } });
    worker("a", "unhealthy");
    await clock.advance(1);
    expect(sink.notifications).toHaveLength(1);
    // The worst comes first.
    expect(sink.notifications[0]).toMatchObject({ severity: "critical", groupLabels: {} });
    expect(sink.notifications[0]?.alerts.map(({ rule }) => rule)).toEqual(["Again", "WorkerFailed"]);
  });
});

test("a notification is plain data", async () => {
  const { clock, worker, sink } = bench({ route: { groupWaitMs: 0 } });
  worker("a", "unhealthy");
  await clock.advance(1);
  worker("a", "healthy");
  await clock.advance(5 * MINUTE);
  const [first, second] = sink.notifications;
  const alert = {
    key: first?.alerts[0]?.key,
    rule: "WorkerFailed",
    severity: "high",
    labels: { alertname: "WorkerFailed", severity: "high", worker: "a" },
    summary: "Worker a failed: silent",
    startsAt: "2026-01-01T00:00:00.000Z",
  };
  expect(first).toEqual({
    id: first?.id,
    groupKey: first?.groupKey,
    route: "all",
    status: "firing",
    acknowledged: false,
    severity: "high",
    groupLabels: { alertname: "WorkerFailed" },
    alerts: [{ ...alert, status: "firing" }],
    repeat: false,
    escalated: false,
    at: "2026-01-01T00:00:00.000Z",
  });
  expect(second).toMatchObject({
    status: "resolved",
    severity: "high",
    acknowledged: false,
    alerts: [{ ...alert, status: "resolved", endsAt: "2026-01-01T00:00:00.001Z" }],
    at: "2026-01-01T00:05:00.000Z",
  });
  expect(first?.id).toMatch(/^[0-9a-f]{32}$/);
  expect(second?.id).not.toBe(first?.id);
});
