import { expect, test } from "vitest";
import { SinkError } from "../src/index.ts";
import { ManualClock } from "../src/testing.ts";
import type { SavedState } from "../src/snapshot.ts";
import { bench, MINUTE } from "./support.ts";

const route = { groupWaitMs: 0, groupIntervalMs: 0 };

test("a dead sink: of alerts that it never took, the newest thousand are remembered", async () => {
  const delivery = { maxRetries: 0, coolDownMs: 1 };
  const { alerts, sink, worker, clock } = bench({ route, delivery });
  sink.failWith(new SinkError("a", "gone", { retryable: true }));
  for (let from = 0; from < 1200; from += 200) {
    for (let i = from; i < from + 200; i += 1) worker(`w${i}`, "unhealthy");
    await clock.advance(2);
    for (let i = from; i < from + 200; i += 1) worker(`w${i}`, "gone");
    await clock.advance(2);
  }
  const [group] = (alerts.snapshot() as SavedState).groups;
  expect(group?.alerts.length).toBe(1000);
  expect(group?.alerts.at(-1)?.labels["worker"]).toBe("w1199");
  expect(group?.ledgers[0]?.told.length).toBe(group?.alerts.length);
  sink.failWith(undefined);
  await clock.advance(10);
  expect(sink.notifications).toHaveLength(1);
  expect(sink.notifications[0]).toMatchObject({ status: "resolved" });
  await clock.advance(1);
  expect(alerts.status()).toMatchObject({ groups: 0, active: 0 });
});

test("what a sink did take is never forgotten before its resolve is told", async () => {
  const { alerts, sink, worker, clock } = bench({ route, delivery: { maxRetries: 0, coolDownMs: 1 } });
  for (let i = 0; i < 1000; i += 1) worker(`told${i}`, "unhealthy");
  await clock.advance(1);
  sink.failWith(new SinkError("a", "gone", { retryable: true }));
  for (let i = 0; i < 1000; i += 1) worker(`told${i}`, "gone");
  await clock.advance(1);
  for (let i = 0; i < 1000; i += 1) worker(`tried${i}`, "unhealthy");
  await clock.advance(5);
  for (let i = 0; i < 1000; i += 1) worker(`tried${i}`, "gone");
  await clock.advance(5);
  sink.failWith(undefined);
  await clock.advance(5);
  const over = sink.notifications.at(-1)?.alerts.map(({ labels }) => labels["worker"] ?? "") ?? [];
  expect(over.filter((name) => name.startsWith("told"))).toHaveLength(1000);
  expect(sink.firing.size).toBe(0);
  expect(alerts.status().groups).toBe(0);
});

test("a flood of events that are all alike makes one notification and no memory", async () => {
  const rules = [
    {
      name: "E",
      severity: "high",
      summary: "{count}",
      when: { type: "errors", by: ["fingerprint"] },
      maxAlerts: 50,
    },
  ] as const;
  const { alerts, sink, clock } = bench({ rules, route });
  for (let i = 0; i < 20_000; i += 1) {
    alerts.observe({ type: "error", category: "x", severity: "high", fingerprint: `f${i}` });
  }
  await clock.advance(1);
  expect(alerts.status().active).toBe(51);
  expect(sink.notifications).toHaveLength(1);
  await clock.advance(10 * MINUTE);
  expect(alerts.status()).toMatchObject({ active: 0, groups: 0 });
  expect(clock.pendingTimers).toBe(0);
});

test("a wall clock that was set back between two processes keeps nobody waiting", async () => {
  const first = bench({ clock: new ManualClock(new Date("2030-01-01T00:00:00Z")) });
  first.worker("a", "unhealthy");
  await first.clock.advance(MINUTE);
  const restore = JSON.parse(JSON.stringify(first.alerts.snapshot())) as SavedState;
  const second = bench({ clock: new ManualClock(new Date("2026-01-01T00:00:00Z")), restore });
  second.worker("a", "healthy");
  await second.clock.advance(5 * MINUTE + 30_000);
  expect(second.told()).toEqual(["resolved -a"]);
});
