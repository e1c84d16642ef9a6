import { describe, expect, test } from "vitest";
import type { LiveAlert } from "../src/alert.ts";
import type { Ledger, Told } from "../src/ledger.ts";
import { newsFor, noteTold, noteTried } from "../src/news.ts";

const alert = (key: string, change: Partial<LiveAlert> = {}): LiveAlert => ({
  key,
  rule: "R",
  severity: "high",
  labels: {},
  summary: key,
  startsAt: 0,
  ...change,
});
const mine = { acknowledged: { by: "me", at: 1 } };
const ledger = (told: Record<string, Told> = {}, toldAt?: number): Ledger => ({
  phase: { kind: "queued" },
  told: new Map(Object.entries(told)),
  toldAt,
});
const reminder = { afterMs: 100, always: false };
const isMuted = ({ key }: LiveAlert): boolean => key === "muted";

function news(alerts: readonly LiveAlert[], known: Ledger, now = 50, remind = reminder) {
  const found = newsFor(alerts, known, isMuted, remind, now);
  return (
    found && {
      firing: found.firing.map(({ key }) => key),
      resolved: found.resolved.map(({ key }) => key),
      muted: found.muted,
      repeat: found.repeat,
    }
  );
}

describe("what there is to tell", () => {
  test("nothing of nothing, and nothing of what is known", () => {
    expect(news([], ledger())).toBeUndefined();
    expect(news([alert("a")], ledger({ a: "firing" }))).toBeUndefined();
    expect(news([alert("a", mine)], ledger({ a: "acknowledged" }))).toBeUndefined();
    expect(news([alert("a", { endsAt: 5 })], ledger())).toBeUndefined();
    expect(news([alert("muted")], ledger())).toBeUndefined();
  });

  test.each([
    ["new", alert("a"), undefined],
    ["perhaps told", alert("a"), "tried"],
    ["perhaps taken for something else", alert("a"), "unsure"],
    ["acknowledged since", alert("a", mine), "firing"],
    ["begun anew, and nobody looks after it", alert("a"), "acknowledged"],
    ["acknowledged before it was told", alert("a", mine), undefined],
  ] as const)("what is %s", (_name, one, known) => {
    expect(news([one], ledger(known && { a: known }))).toEqual({
      firing: ["a"],
      resolved: [],
      muted: 0,
      repeat: false,
    });
  });

  test.each(["tried", "unsure", "firing", "acknowledged"] as const)("an end, to whom it was %s", (known) => {
    expect(news([alert("a", { endsAt: 5 })], ledger({ a: known }))).toMatchObject({
      firing: [],
      resolved: ["a"],
    });
    expect(news([alert("muted", { endsAt: 5 })], ledger({ muted: known }))).toMatchObject({
      resolved: ["muted"],
    });
  });

  test("with one change all that fires is told; what is muted is counted, if it was told", () => {
    const all = [alert("a"), alert("b"), alert("muted"), alert("c", { endsAt: 1 })];
    expect(news(all, ledger({ a: "firing", muted: "firing", c: "firing" }))).toEqual({
      firing: ["a", "b"],
      resolved: ["c"],
      muted: 1,
      repeat: false,
    });
    expect(news(all, ledger({ a: "firing" }))).toMatchObject({ muted: 0, resolved: [] });
  });
});

describe("reminders", () => {
  const repeat = { firing: ["a"], resolved: [], muted: 0, repeat: true };

  test("after their time, once something was told", () => {
    expect(news([alert("a")], ledger({ a: "firing" }, 10), 109)).toBeUndefined();
    expect(news([alert("a")], ledger({ a: "firing" }, 10), 110)).toEqual(repeat);
    expect(news([alert("a")], ledger({ a: "firing" }), 1e9)).toBeUndefined();
  });

  test("not of what is acknowledged, unless the sink forgets", () => {
    const known = ledger({ a: "acknowledged" }, 10);
    expect(news([alert("a", mine)], known, 110)).toBeUndefined();
    expect(news([alert("a", mine)], known, 110, { afterMs: 100, always: true })).toEqual(repeat);
    const both = ledger({ a: "acknowledged", b: "firing" }, 10);
    expect(news([alert("a", mine), alert("b")], both, 110)).toMatchObject({
      firing: ["a", "b"],
      repeat: true,
    });
  });

  test("a change is none, nor is what is muted", () => {
    expect(news([alert("a"), alert("b")], ledger({ a: "firing" }, 10), 110)).toMatchObject({ repeat: false });
    expect(
      news([alert("a"), alert("b", { endsAt: 1 })], ledger({ a: "firing", b: "firing" }, 10), 110),
    ).toMatchObject({
      repeat: false,
    });
    expect(news([alert("muted")], ledger({ muted: "firing" }, 10), 110)).toBeUndefined();
  });
});

test.each([
  ["the first time", alert("a"), undefined, "tried"],
  ["again, never taken", alert("a", mine), "tried", "tried"],
  ["as it was told", alert("a"), "firing", "firing"],
  ["as it was told, acknowledged", alert("a", mine), "acknowledged", "acknowledged"],
  ["acknowledged since", alert("a", mine), "firing", "unsure"],
  ["begun anew", alert("a"), "acknowledged", "unsure"],
  ["again, unsure", alert("a"), "unsure", "unsure"],
] as const)("tried to tell that it fires, %s", (_name, one, before, after) => {
  const known = ledger(before && { a: before });
  noteTried(known, { firing: [one], resolved: [], muted: 0, repeat: false });
  expect(known.told.get("a")).toBe(after);
});

test.each([
  ["tried", "tried"],
  ["firing", "unsure"],
  ["acknowledged", "unsure"],
  ["unsure", "unsure"],
] as const)("tried to tell that it is over, of what was %s", (before, after) => {
  const known = ledger({ a: before });
  noteTried(known, { firing: [], resolved: [alert("a", { endsAt: 1 })], muted: 0, repeat: false });
  expect(known.told.get("a")).toBe(after);
});

test("what was tried is not forgotten to be told; what was told is known", () => {
  const known = ledger({ a: "firing", c: "firing" });
  const told = [alert("a", mine), alert("b")];
  noteTried(known, { firing: told, resolved: [], muted: 0, repeat: false });
  expect(Object.fromEntries(known.told)).toEqual({ a: "unsure", b: "tried", c: "firing" });
  noteTold(known, told, [alert("c")]);
  expect(Object.fromEntries(known.told)).toEqual({ a: "acknowledged", b: "firing" });
});
