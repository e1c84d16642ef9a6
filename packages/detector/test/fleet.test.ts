import { describe, expect, test } from "vitest";
import { adaptiveDeadline, fixedDeadline } from "../src/index.ts";
import {
  haveAnswered,
  referenceOf,
  sightOf,
  toleranceOf,
  viewFleet,
  type Reference,
} from "../src/fleet-view.ts";
import { earliestOf, findDue, isStillDue, nextTickMs } from "../src/find-due.ts";
import { Fleet } from "../src/fleet.ts";
import { Worker } from "../src/worker.ts";
import { WorkerTable } from "../src/worker-table.ts";

// Heartbeats every 1000 ms, silence beyond 2000 ms, missing 250 ms after they were expected.
const rule = { share: 0.3, minWorkers: 3, settleMs: 5000 };

function fleet(lastSeen: readonly number[]) {
  const table = new WorkerTable(fixedDeadline());
  lastSeen.forEach((at, index) => table.add(`w${index}`, undefined, 1000, at));
  const [page] = table.pages;
  if (!page) throw new Error("no page");
  const record = (row: number): Worker => {
    const worker = new Worker(page, row, `w${row}`, {
      windowSize: 5,
      latencyFactor: false,
      now: () => 0,
      dateOf: (ms) => new Date(ms),
      onDegraded: () => {},
    });
    page.keep(row, worker);
    return worker;
  };
  return { table, page, record };
}

const from: Reference = { sinceMs: 1000, intervalMs: 1000, toleranceMs: 250, limitMs: 2000 };
const suspicion = { evidence: [], askAgain: false, abandon: () => {}, stage: "held" } as const;

describe("how the accused one sees another", () => {
  test.each([
    // Expected before the accused one's, and no suspect of the same fate.
    [-1, 2001, "untold"],
    [0, 2001, "suspect"],
    // Expected at 1751, missing from 2001 on.
    [751, 2001, "untold"],
    [750, 2001, "suspect"],
    [1249, 2001, "untold"],
    [1250, 2001, "heard"],
    [2000, 2001, "heard"],
  ])("last seen at %d, now %d: %s", (lastSeen, now, sight) => {
    const { page } = fleet([lastSeen]);
    expect(sightOf(page, 0, from, now, rule.settleMs)).toBe(sight);
  });

  test("suspected is suspect, whatever it sent", () => {
    const { page, record } = fleet([2000]);
    record(0).suspicion = { ...suspicion };
    expect(sightOf(page, 0, from, 2001, rule.settleMs)).toBe("suspect");
  });

  test.each([
    [undefined, 0, "gone"],
    [2001, 0, "suspect"],
    [2001, -1, "gone"],
    [-2999, 0, "suspect"],
    [-3000, 0, "gone"],
  ])("given up without an answer at %d, last seen at %d: %s", (at, lastSeen, sight) => {
    const { page, record } = fleet([lastSeen]);
    const worker = record(0);
    worker.state = { status: "unhealthy", evidence: [] };
    worker.unansweredVerdictAt = at;
    expect(sightOf(page, 0, from, 2001, rule.settleMs)).toBe(sight);
  });

  test("all are counted, and those that send as often are peers", () => {
    const { table, record } = fleet([0, 100, 1500, 1100, 0]);
    record(4).state = { status: "unhealthy", evidence: [] };
    table.add("seldom", undefined, 2000, 1400);
    table.add("too seldom", undefined, 2001, 1400);
    table.remove("w3");
    expect(viewFleet(table, from, 2001, rule.settleMs)).toEqual({
      suspects: 2,
      heard: 3,
      fleet: 5,
      peers: 4,
    });
  });

  test("a missing heartbeat is seen from where it was expected, other evidence from an interval ago", () => {
    const expected = { atMs: 1000, intervalMs: 1000, limitMs: 2000 };
    expect(referenceOf(expected, 1251)).toEqual(from);
    expect(referenceOf(expected, 1250)).toEqual({ ...from, sinceMs: 250 });
    expect(toleranceOf(1000, 900)).toBe(0);
  });
});

describe("the outlook of a fleet", () => {
  test.each([
    ["one of many", [0, 900, 1300, 1500, 1700], "alone"],
    ["all but nobody", [0, 100, 200, 300, 400], "mass"],
    ["a third", [0, 10, 20, 1300, 1400, 1500, 1600, 1700, 1800], "mass"],
    [
      "a third, of a fleet of which little can be told",
      [0, 10, 20, 760, 770, 780, 1300, 1400, 1500, 1600, 1700, 1800],
      "alone",
    ],
    ["half of it", [0, 10, 20, 30, 760, 770, 1300, 1400, 1500, 1600], "mass"],
    ["fewer", [0, 10, 20, 1300, 1400, 1500, 1600, 1700, 1800, 1900, 1950], "alone"],
    ["too few that could tell", [0, 760, 770], "unsure"],
    ["fewer than it takes", [0, 760], "alone"],
  ])("%s: %j", (_what, lastSeen, outlook) => {
    const { table } = fleet(lastSeen);
    expect(new Fleet(rule, table).outlook(from, 2001)).toBe(outlook);
    expect(new Fleet(false, table).outlook(from, 2001)).toBe("alone");
  });

  test("serves for 25 ms", () => {
    const { table, page } = fleet([0, 1300, 1400]);
    const fleetOf = new Fleet(rule, table);
    expect(fleetOf.outlook(from, 2001)).toBe("alone");
    page.lastSeen.fill(0);
    expect(fleetOf.outlook(from, 2025.9)).toBe("alone");
    expect(fleetOf.outlook(from, 2026)).toBe("mass");
  });

  test("a mass suspicion begins a hold with the first verdict that is due, and all wait", () => {
    const { table, record } = fleet([0, 100, 200, 1900]);
    const fleetOf = new Fleet(rule, table);
    expect(fleetOf.tick(2001)).toBeUndefined();
    expect([fleetOf.drop(), fleetOf.holding]).toEqual([false, false]);
    const worker = record(0);
    expect(fleetOf.mustWait(worker, 2001)).toEqual({ wait: true, begins: true });
    expect(fleetOf.mustWait(worker, 2002)).toEqual({ wait: true, begins: false });
    expect([fleetOf.holding, fleetOf.outlook(from, 9999)]).toEqual([true, "mass"]);
    expect([fleetOf.suspects(2001), fleetOf.size(2001)]).toEqual([["w0", "w1", "w2"], 4]);
    expect(fleetOf.tick(7000)).toBeUndefined();
    expect(fleetOf.tick(7001)).toBe("the settle time passed");
    expect(fleetOf.holding).toBe(false);
  });

  test("a calm of one deadline ends the hold, after which a fresh look decides", () => {
    const { table, page, record } = fleet([0, 100, 200, 300]);
    const fleetOf = new Fleet(rule, table);
    fleetOf.mustWait(record(0), 2001);
    for (const row of [0, 1, 2]) page.beat(row, 2002, Infinity, "ok");
    expect(fleetOf.tick(2003)).toBeUndefined();
    for (const row of [0, 1, 2]) page.beat(row, 3000, Infinity, "ok");
    expect(fleetOf.tick(4002)).toBeUndefined();
    for (const row of [0, 1, 2]) page.beat(row, 4002, Infinity, "ok");
    // The fourth is silent still.
    expect(fleetOf.tick(4003)).toBe("too few are suspect");
    expect(fleetOf.mustWait(record(3), 4003)).toEqual({ wait: false, begins: false });
  });

  test.each([
    ["all were heard", () => {}, "they answered"],
    [
      "another one is missing",
      (table: WorkerTable) => table.add("late", undefined, 1000, 1400),
      "too few are suspect",
    ],
    ["one was taken out", (table: WorkerTable) => table.remove("w2"), "too few are suspect"],
  ])("of those whom a hold held back %s", (_what, act, because) => {
    const { table, page, record } = fleet([0, 100, 200]);
    const fleetOf = new Fleet(rule, table);
    fleetOf.mustWait(record(0), 2001);
    act(table);
    for (const at of [2002, 4003]) {
      expect([fleetOf.holding, fleetOf.outlook(from, at)]).toEqual([true, "mass"]);
      for (const row of [0, 1, 2]) page.beat(row, at, Infinity, "ok");
      expect(fleetOf.tick(at)).toBe(at === 2002 ? undefined : because);
    }
  });

  test("those who answered were seen after the hold began, and not given up since", () => {
    const { table, record } = fleet([1, 2, 3]);
    expect(haveAnswered(table, ["w0", "w1"], 0)).toBe(true);
    expect(haveAnswered(table, ["w0", "w1"], 1)).toBe(false);
    expect(haveAnswered(table, ["w1", "other"], 0)).toBe(false);
    record(1).state = { status: "unhealthy", evidence: [] };
    expect(haveAnswered(table, ["w0", "w1"], 0)).toBe(false);
    record(1).state = { status: "recovering", goodSigns: 0 };
    expect(haveAnswered(table, ["w0", "w1"], 0)).toBe(true);
  });

  test("one who is missing alone begins no hold, and the given up are none to suspect", () => {
    const { table, record } = fleet([0, 1300, 1400, 1500, 0]);
    record(4).state = { status: "unhealthy", evidence: [] };
    const fleetOf = new Fleet(rule, table);
    expect(fleetOf.mustWait(record(0), 2001)).toEqual({ wait: false, begins: false });
    expect([fleetOf.holding, fleetOf.size(2001)]).toEqual([false, 4]);
  });

  test("dropping a hold forgets the outlook, too", () => {
    const { table, page, record } = fleet([0, 100, 200]);
    const fleetOf = new Fleet(rule, table);
    fleetOf.mustWait(record(0), 2001);
    expect(fleetOf.drop()).toBe(true);
    for (const row of [1, 2]) page.beat(row, 2001, Infinity, "ok");
    expect(fleetOf.mustWait(record(0), 2001).wait).toBe(false);
  });

  test("switched off, nothing waits and nobody is told of", () => {
    const { table, record } = fleet([0, 100, 200]);
    const fleetOf = new Fleet(false, table);
    expect(fleetOf.mustWait(record(0), 2001)).toEqual({ wait: false, begins: false });
    expect([fleetOf.tick(2001), fleetOf.outlook(from, 2001), fleetOf.holding]).toEqual([
      undefined,
      "alone",
      false,
    ]);
  });
});

describe("who is due", () => {
  test("beyond the limit, not at it; the next one is told", () => {
    const { table, page } = fleet([0, 1, 5, 7]);
    table.remove("w1");
    const { found, nextMs } = findDue(table, 2005);
    expect(found).toEqual([{ page, row: 0, id: "w0" }]);
    expect(nextMs).toBe(2005);
    expect(findDue(table, 2006)).toEqual({
      found: [0, 2].map((row) => ({ page, row, id: `w${row}` })),
      nextMs: 2007,
    });
  });

  test("who was given up is not looked at again before its next sign of life", () => {
    const { table, page, record } = fleet([0]);
    record(0).state = { status: "unhealthy", evidence: [] };
    expect(findDue(table, 3000)).toEqual({ found: [], nextMs: Infinity });
    record(0);
    expect(findDue(table, 3000).found).toEqual([]);
    page.see(0, 3000);
    expect(findDue(table, 3001).nextMs).toBe(5000);
  });

  test("is no longer so after a sign of life or a removal", () => {
    const { table, page } = fleet([0, 0, 0]);
    const { found } = findDue(table, 2001);
    expect(found.map((due) => isStillDue(due, 2000))).toEqual([false, false, false]);
    page.beat(0, 2001, 0, "ok");
    table.remove("w1");
    table.add("other", undefined, 10, 0);
    expect(found.map((due) => isStillDue(due, 2001))).toEqual([false, false, true]);
  });

  test("the one that was expected first speaks for all that are not suspected yet", () => {
    const { table, record } = fleet([0, 200, 100]);
    record(0).suspicion = { ...suspicion };
    const { found } = findDue(table, 2300);
    expect(earliestOf(found, 2300)).toEqual({ ...from, sinceMs: 1100 });
    expect(earliestOf([], 2300)).toBeUndefined();
    const later = fleet([0, 100, 200]);
    expect(earliestOf(findDue(later.table, 2300).found, 2300)?.sinceMs).toBe(1000);
  });

  test.each([
    [Infinity, 1000],
    [2000, 1000],
    [1098, 900],
    [1099, 1000],
    [1000, 900],
    [999.5, 1000],
    [500.5, 501],
    [100, 101],
    [98, 100],
    [-5, 100],
  ])("the next falls due in %d ms: a tick in %d ms", (dueInMs, tickMs) => {
    expect(nextTickMs(50 + dueInMs, 50, 1000)).toBe(tickMs);
  });
});

test("policies may look at the promise of one worker only", () => {
  const table = new WorkerTable(adaptiveDeadline());
  table.add("often", undefined, 100, 0);
  table.add("seldom", undefined, 5000, 0);
  expect(table.pages.map((page) => [page.limitMs(0), page.limitMs(1)])).toEqual([[250, 10_000]]);
});
