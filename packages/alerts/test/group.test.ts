import { describe, expect, test } from "vitest";
import type { LiveAlert } from "../src/alert.ts";
import {
  addLedger,
  escalate,
  groupDueAt,
  isOver,
  join,
  leave,
  newGroup,
  noteChange,
  tidy,
} from "../src/group.ts";
import type { CompiledRoute } from "../src/route.ts";

const route: CompiledRoute = {
  name: "r",
  match: [],
  sinks: ["a", "b"],
  groupBy: [],
  continue: false,
  groupWaitMs: 10,
  groupIntervalMs: 100,
  repeatIntervalMs: 1000,
  escalate: [
    { afterMs: 50, sinks: ["c", "a"] },
    { afterMs: 80, sinks: ["d"] },
  ],
};

const alert = (key: string, change: Partial<LiveAlert> = {}): LiveAlert => ({
  key,
  rule: "R",
  severity: "high",
  labels: {},
  summary: key,
  startsAt: 0,
  ...change,
});
const group = (change: Partial<CompiledRoute> = {}) => newGroup("key", { ...route, ...change }, {});
const heard = (): boolean => false;

describe("a group", () => {
  test("begins with a quiet ledger for each sink of its route", () => {
    const { ledgers, key, labels, escalated } = group();
    expect([key, labels, escalated]).toEqual(["key", {}, 0]);
    expect([...ledgers]).toEqual(
      ["a", "b"].map((sink) => [
        sink,
        { phase: { kind: "quiet", lookAt: Infinity }, told: new Map(), toldAt: undefined },
      ]),
    );
    const one = group();
    expect(addLedger(one, "a")).toBe(one.ledgers.get("a"));
    expect(addLedger(one, "new")).toBe(one.ledgers.get("new"));
    expect(one.ledgers.size).toBe(3);
  });

  test("an alert that joins is a change for every sink, and counts for escalation from its beginning", () => {
    const one = group();
    join(one, alert("x", { startsAt: 7 }), 9);
    expect(one.escalatesAt).toBe(57);
    expect([...one.ledgers.values()].map(({ phase }) => phase)).toEqual([
      { kind: "waiting", since: 9 },
      { kind: "waiting", since: 9 },
    ]);
    join(one, alert("y", { startsAt: 8 }), 12);
    expect(one.escalatesAt).toBe(57);
    join(one, alert("z", { startsAt: 2 }), 12);
    expect(one.escalatesAt).toBe(52);
    const calm = group({ escalate: [] });
    join(calm, alert("x"), 0);
    expect(calm.escalatesAt).toBe(Infinity);
  });

  test("an alert that is over stays while a sink was told of it", () => {
    const one = group();
    join(one, alert("x"), 0);
    addLedger(one, "b").told.set("x", "tried");
    leave(one, "x");
    expect(one.alerts.size).toBe(1);
    addLedger(one, "b").told.delete("x");
    leave(one, "x");
    expect(one.alerts.size).toBe(0);
  });
});

describe("escalation", () => {
  test("not before its time; then its sinks are due at once, and the next step is planned", () => {
    const one = group();
    join(one, alert("x"), 0);
    escalate(one, heard, 49);
    expect([one.escalated, one.escalatesAt, one.ledgers.size]).toEqual([0, 50, 2]);
    escalate(one, heard, 50);
    expect([one.escalated, one.escalatesAt]).toEqual([1, 80]);
    expect(one.ledgers.get("c")?.phase).toEqual({ kind: "waiting", since: 40 });
    expect(one.ledgers.get("a")?.phase).toEqual({ kind: "waiting", since: 40 });
    expect(one.ledgers.get("b")?.phase).toEqual({ kind: "waiting", since: 0 });
    escalate(one, heard, 80);
    expect([one.escalated, one.escalatesAt]).toEqual([2, Infinity]);
    expect([...one.ledgers.keys()]).toEqual(["a", "b", "c", "d"]);
  });

  test("several steps at once", () => {
    const one = group();
    join(one, alert("x"), 0);
    escalate(one, heard, 500);
    expect([one.escalated, one.escalatesAt, one.ledgers.size]).toEqual([2, Infinity, 4]);
  });

  test("only what fires, unmuted and without anybody looking after it, counts: from the oldest of these", () => {
    const one = group();
    join(one, alert("over", { endsAt: 5 }), 0);
    join(one, alert("taken on", { acknowledged: { by: "x", at: 1 } }), 0);
    join(one, alert("muted"), 0);
    const isMuted = ({ key }: LiveAlert): boolean => key === "muted";
    escalate(one, isMuted, 50);
    expect([one.escalated, one.escalatesAt]).toEqual([0, Infinity]);
    join(one, alert("new", { startsAt: 30 }), 30);
    join(one, alert("newer", { startsAt: 40 }), 40);
    one.escalatesAt = 60;
    escalate(one, isMuted, 60);
    expect([one.escalated, one.escalatesAt]).toEqual([0, 80]);
    escalate(one, isMuted, 80);
    expect(one.escalated).toBe(1);
  });
});

describe("what may be forgotten", () => {
  test("alerts that are over and owed to nobody; not what fires, not what somebody was told", () => {
    const one = group();
    for (const key of ["fires", "free", "tried", "told"])
      join(one, alert(key, key === "fires" ? {} : { endsAt: 1 }), 0);
    addLedger(one, "a").told.set("tried", "tried");
    addLedger(one, "b").told.set("told", "acknowledged");
    tidy(one);
    expect([...one.alerts.keys()]).toEqual(["fires", "tried", "told"]);
  });

  test("of what was perhaps told, the oldest beyond a thousand; of what was told, nothing", () => {
    const one = group();
    const ledger = addLedger(one, "a");
    for (const what of ["firing", "acknowledged", "unsure", "tried"] as const) {
      for (let i = 0; i < 1003; i += 1) {
        join(one, alert(`${what}${i}`, { endsAt: 1 }), 0);
        ledger.told.set(`${what}${i}`, what);
      }
    }
    tidy(one);
    const left = [...one.alerts.keys()];
    expect(left.filter((key) => key.startsWith("firing"))).toHaveLength(1003);
    expect(left.filter((key) => key.startsWith("acknowledged"))).toHaveLength(1003);
    expect(left.filter((key) => key.startsWith("unsure"))).toHaveLength(1003);
    expect(left.filter((key) => key.startsWith("tried"))).toHaveLength(1000);
    expect(one.alerts.has("tried2")).toBe(false);
    expect(one.alerts.has("tried3")).toBe(true);
    expect([...ledger.told.keys()]).toEqual(left);
  });
});

describe("when a group is due", () => {
  test("at the earliest of its ledgers and its escalation", () => {
    const one = group();
    join(one, alert("x"), 5);
    expect(groupDueAt(one)).toBe(15);
    addLedger(one, "a").phase = { kind: "failed", retryAt: 12 };
    expect(groupDueAt(one)).toBe(12);
    one.escalatesAt = 11;
    expect(groupDueAt(one)).toBe(11);
    expect(isOver(one, 1e9)).toBe(false);
  });

  test("an empty one when its last interval is over, and nothing is under way", () => {
    const one = group();
    noteChange(one, 0);
    expect(groupDueAt(one)).toBe(0);
    expect(isOver(one, 0)).toBe(true);
    addLedger(one, "a").toldAt = 20;
    addLedger(one, "b").toldAt = 30;
    expect(groupDueAt(one)).toBe(130);
    expect(isOver(one, 129)).toBe(false);
    expect(isOver(one, 130)).toBe(true);
    for (const kind of ["queued", "sending"] as const) {
      addLedger(one, "a").phase = { kind };
      expect(groupDueAt(one)).toBe(Infinity);
      expect(isOver(one, 1e9)).toBe(false);
    }
  });
});
