import { describe, expect, test } from "vitest";
import { recordingSink } from "../src/testing.ts";
import { bench, MINUTE, SECOND, toldBy, workerRule } from "./support.ts";

describe("acknowledging", () => {
  test("is told once, ends repeats, and lasts until the alert resolves", async () => {
    const { clock, alerts, worker, told, sink } = bench({
      route: { groupWaitMs: 0, repeatIntervalMs: 10 * MINUTE },
    });
    worker("a", "unhealthy");
    await clock.advance(1);
    const [alert] = alerts.active();
    const notices: string[] = [];
    alerts.onAlert(({ change, alert }) => notices.push(`${change} ${alert.acknowledged?.by ?? ""}`));
    expect(alerts.acknowledge("another")).toBe(false);
    expect(alerts.acknowledge(alert?.key ?? "", "ann")).toBe(true);
    expect(alerts.acknowledge(alert?.key ?? "", "bob")).toBe(true);
    expect(alerts.active()[0]?.acknowledged).toEqual({ by: "ann", at: "2026-01-01T00:00:00.001Z" });
    await clock.advance(60 * MINUTE);
    expect(sink.notifications.map(({ acknowledged }) => acknowledged)).toEqual([false, true]);
    worker("a", "healthy");
    await clock.advance(5 * MINUTE);
    worker("a", "unhealthy");
    await clock.advance(5 * MINUTE);
    expect(told()).toEqual(["firing +a", "firing +a", "resolved -a", "firing +a"]);
    expect(sink.notifications[3]).toMatchObject({ acknowledged: false });
    expect(notices).toEqual(["acknowledged ann", "resolved ann", "fired "]);
  });

  test("a whole group by its key", async () => {
    const { clock, alerts, worker, sink } = bench({ route: { groupWaitMs: 0 } });
    worker("a", "unhealthy");
    worker("b", "unhealthy");
    await clock.advance(1);
    expect(alerts.acknowledge(sink.notifications[0]?.groupKey ?? "")).toBe(true);
    expect(alerts.active().map(({ acknowledged }) => acknowledged?.by)).toEqual(["somebody", "somebody"]);
    await clock.advance(5 * MINUTE);
    expect(sink.notifications[1]).toMatchObject({ acknowledged: true, repeat: false });
    // Another one is not acknowledged with them.
    worker("c", "unhealthy");
    await clock.advance(5 * MINUTE);
    expect(sink.notifications[2]).toMatchObject({ acknowledged: false });
  });
});

describe("escalation", () => {
  function twoSteps() {
    const [first, second, third] = ["team", "boss", "all"].map((name) => recordingSink(name));
    const made = bench({
      sinks: [first!, second!, third!],
      route: {
        sinks: ["team"],
        escalate: [
          { afterMs: 10 * MINUTE, sinks: ["boss"] },
          { afterMs: 20 * MINUTE, sinks: ["all", "boss"] },
        ],
      },
    });
    return { ...made, told: () => [first!, second!, third!].map(toldBy), boss: second! };
  }

  test("further sinks are told step by step, at once, and of the resolve", async () => {
    const { clock, worker, told, boss } = twoSteps();
    worker("a", "unhealthy");
    await clock.advance(10 * MINUTE - 1);
    expect(told()).toEqual([["firing +a"], [], []]);
    await clock.advance(1);
    expect(told()).toEqual([["firing +a"], ["firing +a"], []]);
    expect(boss.notifications[0]?.escalated).toBe(true);
    worker("b", "unhealthy");
    await clock.advance(10 * MINUTE);
    expect(told()).toEqual([["firing +a", "firing +a +b"], ["firing +a", "firing +a +b"], ["firing +a +b"]]);
    worker("a", "healthy");
    worker("b", "healthy");
    await clock.advance(5 * MINUTE);
    expect(told().map((all) => all.at(-1))).toEqual(["resolved -a -b", "resolved -a -b", "resolved -a -b"]);
  });

  test("acknowledged or silenced: nobody else is told", async () => {
    const { clock, alerts, worker, told } = twoSteps();
    worker("a", "unhealthy");
    await clock.advance(9 * MINUTE);
    alerts.acknowledge(alerts.active()[0]?.key ?? "");
    alerts.silence({
      matchers: [{ label: "worker", is: "b" }],
      until: new Date("2026-01-02"),
      comment: "x",
      author: "x",
    });
    worker("b", "unhealthy");
    await clock.advance(60 * MINUTE);
    expect(told()[1]).toEqual([]);
    // One more, of which nobody takes notice: counted from its own beginning.
    worker("c", "unhealthy");
    await clock.advance(10 * MINUTE - 1);
    expect(told()[1]).toEqual([]);
    await clock.advance(1);
    expect(told()[1]).toEqual(["firing +a +c"]);
  });

  test("what resolves in time does not escalate", async () => {
    const { clock, worker, told } = twoSteps();
    worker("a", "unhealthy");
    await clock.advance(9 * MINUTE);
    worker("a", "healthy");
    await clock.advance(60 * MINUTE);
    expect(told()).toEqual([["firing +a", "resolved -a"], [], []]);
  });

  test("survives a restart", async () => {
    const { clock, alerts, worker } = twoSteps();
    worker("a", "unhealthy");
    await clock.advance(15 * MINUTE);
    const [team, boss, all] = ["team", "boss", "all"].map((name) => recordingSink(name));
    const next = bench({
      clock,
      sinks: [team!, boss!, all!],
      restoredForMs: 60 * MINUTE,
      restore: JSON.parse(JSON.stringify(alerts.snapshot())),
      route: {
        sinks: ["team"],
        escalate: [
          { afterMs: 10 * MINUTE, sinks: ["boss"] },
          { afterMs: 20 * MINUTE, sinks: ["all"] },
        ],
      },
    });
    await clock.advance(5 * MINUTE);
    expect([team!, boss!, all!].map(toldBy)).toEqual([[], [], ["firing +a"]]);
    next.worker("a", "healthy");
    await clock.advance(5 * MINUTE);
    expect([team!, boss!, all!].map((one) => toldBy(one).at(-1))).toEqual([
      "resolved -a",
      "resolved -a",
      "resolved -a",
    ]);
  });
});

describe("routes", () => {
  test("the first that matches, unless it says to go on", async () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => recordingSink(name));
    const { clock, alerts, worker } = bench({
      sinks: [a!, b!, c!],
      rules: [
        workerRule,
        { name: "G", severity: "low", summary: "g", when: { type: "gauge", name: "g", above: 0 } },
      ],
      routes: [
        {
          name: "high",
          match: [{ label: "severity", is: "high" }],
          sinks: ["a"],
          continue: true,
          groupWaitMs: 0,
        },
        { name: "workers", match: [{ label: "worker", is: "w*" }], sinks: ["b"], groupWaitMs: SECOND },
        { name: "rest", sinks: ["c"], groupWaitMs: 0 },
      ],
    });
    worker("w1", "unhealthy");
    worker("x1", "unhealthy");
    alerts.observe({ type: "gauge", name: "g", value: 1 });
    await clock.advance(SECOND);
    expect([a!, b!, c!].map((one) => toldBy(one).sort())).toEqual([
      ["firing +w1 +x1"],
      ["firing +w1"],
      ["firing +G", "firing +x1"],
    ]);
    expect(
      new Set([a!, b!, c!].flatMap(({ notifications }) => notifications.map(({ groupKey }) => groupKey)))
        .size,
    ).toBe(4);
  });

  test("without routes all goes to all sinks", async () => {
    const [a, b] = [recordingSink("a"), recordingSink("b")];
    const { clock, worker } = bench({ sinks: [a, b], routes: undefined });
    worker("w", "unhealthy");
    await clock.advance(30 * SECOND);
    expect([a, b].map(toldBy)).toEqual([["firing +w"], ["firing +w"]]);
    expect(a.notifications[0]?.route).toBe("default");
  });
});
