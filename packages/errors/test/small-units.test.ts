import { describe, expect, test } from "vitest";
import { Alarm } from "../src/alarm.ts";
import { RecentCache } from "../src/recent-cache.ts";
import { sizeOf } from "../src/record-size.ts";
import { RecordStore } from "../src/record-store.ts";
import { CATEGORIES } from "../src/vocabulary.ts";
import { DAY, record } from "./support.ts";
import { ManualTimers } from "./support-timers.ts";

describe("Alarm", () => {
  test("rings once for all that set it, at the time of the first", () => {
    const timers = new ManualTimers();
    let rung = 0;
    const alarm = new Alarm(timers, () => (rung += 1));
    alarm.set(100);
    alarm.set(10);
    timers.pass(99);
    expect(rung).toBe(0);
    timers.pass(1);
    expect(rung).toBe(1);
    alarm.set(5);
    timers.pass(5);
    expect(rung).toBe(2);
  });

  test("can be set again while it rings, and be cleared", () => {
    const timers = new ManualTimers();
    let rung = 0;
    const alarm = new Alarm(timers, () => {
      rung += 1;
      if (rung === 1) alarm.set(-5);
    });
    alarm.set(1);
    timers.pass(1);
    expect(rung).toBe(2);
    alarm.set(1);
    alarm.clear();
    alarm.clear();
    timers.pass(10);
    expect(rung).toBe(2);
    alarm.set(1);
    timers.pass(1);
    expect(rung).toBe(3);
  });
});

describe("RecentCache", () => {
  test("remembers the last keys used, and no more than twice its size", () => {
    const cache = new RecentCache<number>(3);
    for (let i = 0; i < 10; i++) cache.set(`${i}`, i);
    const known = (): number[] =>
      Array.from({ length: 10 }, (_, i) => cache.get(`${i}`)).filter((v) => v !== undefined);
    expect(known()).toEqual(expect.arrayContaining([7, 8, 9]));
    expect(known().length).toBeLessThan(7);
  });

  test("keeps what is used again and again", () => {
    const cache = new RecentCache<number>(3);
    cache.set("a", 0);
    for (let i = 0; i < 20; i++) {
      expect(cache.get("a")).toBe(0);
      cache.set(`${i}`, i);
    }
    expect(cache.get("3")).toBeUndefined();
  });
});

describe("sizeOf", () => {
  const base = sizeOf(record({ message: "", subject: "", name: "" }));

  test("grows with every text of a record", () => {
    const empty = { message: "", subject: "", name: "" };
    for (const field of ["message", "subject", "name", "stack"]) {
      expect(sizeOf(record({ ...empty, [field]: "x".repeat(100) }))).toBe(base + 100);
    }
    const causes = [{ name: "x".repeat(10), message: "y".repeat(20) }];
    expect(sizeOf(record({ ...empty, causes }))).toBe(base + 120 + 30);
    expect(sizeOf(record({ ...empty, context: { key: "value" } }))).toBe(base + 3 + 40 + 5);
    expect(sizeOf(record({ ...empty, context: { a: { b: [1, null, "xyz"] } } }))).toBe(base + 5 + 5 * 40 + 3);
  });
});

describe("RecordStore, in bytes", () => {
  const store = (): RecordStore =>
    new RecordStore(CATEGORIES, { maxErrorsPerCategory: 1_000, maxBytes: 65_536, retentionMs: DAY });
  const large = (category: "job" | "worker", id = "x"): Parameters<RecordStore["add"]>[1] =>
    record({ id, category, message: "y".repeat(10_000), correlationId: id });

  test("drops the oldest of the largest category first", () => {
    const records = store();
    for (let i = 0; i < 2; i++) records.add(i, large("worker", `w${i}`));
    for (let i = 0; i < 10; i++) records.add(i, large("job", `j${i}`));
    expect(records.newest(["worker"], 10).map(({ id }) => id)).toEqual(["w1", "w0"]);
    expect(records.newest(["job"], 10).map(({ id }) => id)).toEqual(["j9", "j8", "j7", "j6"]);
    expect(records.correlations).toBe(6);
    expect(records.bytes).toBeLessThanOrEqual(65_536);
    expect(records.bytes).toBe(records.newest(CATEGORIES, 10).reduce((sum, one) => sum + sizeOf(one), 0));
  });

  test("keeps the newest, however large, and counts what expires", () => {
    const records = store();
    records.add(0, record({ id: "huge", message: "y".repeat(100_000) }));
    expect(records.newest(CATEGORIES, 10)).toHaveLength(1);
    records.add(1, record({ id: "small" }));
    expect(records.newest(CATEGORIES, 10).map(({ id }) => id)).toEqual(["small"]);
    records.expire(2 * DAY);
    expect(records.bytes).toBe(0);
  });

  test("takes no record of a category that it does not have", () => {
    const records = store();
    records.add(0, record({ category: "other" as "job" }));
    expect(records.bytes).toBe(0);
  });
});
