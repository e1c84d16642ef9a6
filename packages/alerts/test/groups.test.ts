import { describe, expect, test } from "vitest";
import type { LiveAlert } from "../src/alert.ts";
import { compileRoute } from "../src/check-routes.ts";
import { Groups } from "../src/groups.ts";

const alert = (worker: string, change: Partial<LiveAlert> = {}): LiveAlert => ({
  key: worker,
  rule: "R",
  severity: "high",
  labels: { alertname: "R", worker },
  summary: worker,
  startsAt: 0,
  ...change,
});
const timing = { groupWaitMs: 10, groupIntervalMs: 100, repeatIntervalMs: 1000 };

function groups(muted: string[] = [], refreshMs?: number) {
  const routes = [compileRoute({ name: "r", sinks: ["a", "b"], groupBy: ["worker"], ...timing })];
  const sinks = new Map([
    ["a", { refreshMs }],
    ["b", {}],
  ]);
  return new Groups(routes, sinks, ({ key }) => muted.includes(key));
}

/** Has both sinks take what there is to tell. */
function deliver(all: Groups, now: number): string[] {
  return all.advance(now).map((errand) => {
    const notification = all.begin(errand, now);
    if (notification === undefined) return `${errand.sink} nothing`;
    all.taken(errand, notification, now);
    return `${errand.sink} ${notification.repeat ? "repeat" : notification.status} ${notification.alerts.map(({ key }) => key).join()}`;
  });
}

describe("groups", () => {
  test("tell when they are due, and not before", () => {
    const all = groups();
    const one = alert("w");
    all.fired(one, 0);
    expect(all.dueAt).toBe(10);
    expect(all.isSettled).toBe(false);
    expect(deliver(all, 9)).toEqual([]);
    expect(deliver(all, 10)).toEqual(["a firing w", "b firing w"]);
    expect(all.isSettled).toBe(true);
    expect(all.dueAt).toBe(1010);
    expect(deliver(all, 1010)).toEqual(["a repeat w", "b repeat w"]);
    one.endsAt = 1020;
    all.changed(one, 1020);
    expect(all.dueAt).toBe(1110);
    expect(deliver(all, 1110)).toEqual(["a resolved w", "b resolved w"]);
    expect(all.all.size).toBe(1);
    expect(all.isSettled).toBe(true);
    expect(deliver(all, 1210)).toEqual([]);
    expect(all.all.size).toBe(0);
    expect(all.dueAt).toBe(Infinity);
  });

  test("an errand is run once; in the meantime there is no other", () => {
    const all = groups();
    all.fired(alert("w"), 0);
    const [first, second] = all.advance(10);
    expect(all.advance(5000)).toEqual([]);
    expect(all.hurry(5000)).toEqual([]);
    expect(all.begin(first!, 5000)).toBeDefined();
    expect(all.hurry(5000)).toEqual([]);
    all.refused(first!, 5050, 5000);
    expect(all.dueAt).toBe(5050);
    expect(all.advance(5049)).toEqual([]);
    expect(all.advance(5050)).toEqual([first]);
    expect(second).toEqual({ group: first?.group, sink: "b" });
  });

  test("an errand of which nothing is left ends without one", () => {
    const all = groups();
    const one = alert("w");
    all.fired(one, 0);
    const [first] = all.advance(10);
    one.endsAt = 11;
    all.changed(one, 11);
    expect(all.begin(first!, 12)).toBeUndefined();
    expect(all.all.get(first!.group)?.ledgers.get("a")?.phase.kind).toBe("quiet");
  });

  test("unknown errands are none", () => {
    const all = groups();
    all.fired(alert("w"), 0);
    const [first] = all.advance(10);
    const notification = all.begin(first!, 10)!;
    for (const errand of [
      { group: "x", sink: "a" },
      { group: first!.group, sink: "x" },
    ]) {
      expect(all.begin(errand, 10)).toBeUndefined();
      all.taken(errand, notification, 10);
      all.refused(errand, 10, 10);
    }
    expect(all.all.size).toBe(1);
  });

  test("hurry tells what waits, whatever the time; muted it is not told, and settled", () => {
    const all = groups(["m"]);
    all.fired(alert("w"), 0);
    all.fired(alert("m"), 0);
    expect(all.hurry(1).map(({ sink }) => sink)).toEqual(["a", "b"]);
    const only = groups(["m"]);
    only.fired(alert("m"), 0);
    expect(only.isSettled).toBe(false);
    expect(only.hurry(1)).toEqual([]);
    expect(only.isSettled).toBe(true);
  });

  test("each sink keeps its own times", () => {
    const all = groups();
    const one = alert("w");
    all.fired(one, 0);
    const [a, b] = all.advance(10);
    all.taken(a!, all.begin(a!, 10)!, 10);
    all.begin(b!, 10);
    all.refused(b!, 500, 10);
    one.acknowledged = { by: "x", at: 20 };
    all.changed(one, 20);
    expect(all.dueAt).toBe(110);
    expect(all.advance(110).map(({ sink }) => sink)).toEqual(["a"]);
    expect(all.advance(500).map(({ sink }) => sink)).toEqual(["b"]);
  });

  test("what came and went within an interval leaves nothing to tell", () => {
    const all = groups();
    const one = alert("w");
    all.fired(one, 0);
    deliver(all, 10);
    one.endsAt = 20;
    all.changed(one, 20);
    deliver(all, 110);
    const again = alert("w", { startsAt: 120 });
    all.fired(again, 120);
    expect(all.isSettled).toBe(false);
    again.endsAt = 130;
    all.changed(again, 130);
    expect(all.isSettled).toBe(true);
    expect(deliver(all, 1000)).toEqual([]);
    expect(all.all.size).toBe(0);
  });

  test("a recheck looks at all again", () => {
    const muted = ["w"];
    const all = groups(muted);
    all.fired(alert("w"), 0);
    expect(deliver(all, 10)).toEqual([]);
    muted.pop();
    expect(deliver(all, 900)).toEqual([]);
    all.recheck(900);
    expect(deliver(all, 910)).toEqual(["a firing w", "b firing w"]);
  });

  test("what is no longer the alert of its group changes nothing", () => {
    const all = groups();
    const old = alert("w");
    all.fired(old, 0);
    all.fired(alert("w", { startsAt: 1 }), 1);
    deliver(all, 10);
    old.endsAt = 20;
    all.changed(old, 20);
    expect(all.isSettled).toBe(true);
    all.changed(alert("unknown"), 20);
    expect(all.all.size).toBe(1);
    // The same alert twice is one.
    const [group] = all.all.values();
    all.fired([...group!.alerts.values()][0]!, 20);
    expect(all.isSettled).toBe(true);
  });

  test("a sink that forgets is reminded, after the shorter of both times", () => {
    const all = groups([], 300);
    all.fired(alert("w", { acknowledged: { by: "x", at: 0 } }), 0);
    expect(deliver(all, 10)).toEqual(["a firing w", "b firing w"]);
    expect(all.dueAt).toBe(310);
    expect(deliver(all, 310)).toEqual(["a repeat w"]);
    expect(deliver(all, 1010)).toEqual(["a repeat w"]);
    const seldom = groups([], 5000);
    seldom.fired(alert("w", { acknowledged: { by: "x", at: 0 } }), 0);
    deliver(seldom, 10);
    expect(deliver(seldom, 1010)).toEqual(["a repeat w"]);
  });
});
