import { describe, expect, test } from "vitest";
import { RecordStore } from "../src/record-store.ts";
import { CATEGORIES } from "../src/vocabulary.ts";
import { HOUR, record } from "./support.ts";

const store = (): RecordStore =>
  new RecordStore(CATEGORIES, { maxErrorsPerCategory: 2, maxBytes: 2 ** 20, retentionMs: HOUR });

describe("RecordStore", () => {
  test("merges the categories, newest first", () => {
    const records = store();
    records.add(0, record({ id: "1", category: "job" }));
    records.add(0, record({ id: "2", category: "worker" }));
    records.add(5, record({ id: "3", category: "job" }));
    expect(records.newest(CATEGORIES, 10).map(({ id }) => id)).toEqual(["3", "2", "1"]);
    expect(records.newest(CATEGORIES, 2).map(({ id }) => id)).toEqual(["3", "2"]);
    expect(records.newest(["job"], 10).map(({ id }) => id)).toEqual(["3", "1"]);
    expect(records.newest(CATEGORIES, 0)).toEqual([]);
  });

  test("bounds each category on its own", () => {
    const records = store();
    for (const id of ["1", "2", "3"]) records.add(0, record({ id, category: "job" }));
    records.add(0, record({ id: "w", category: "worker" }));
    expect(records.newest(CATEGORIES, 10).map(({ id }) => id)).toEqual(["w", "3", "2"]);
  });

  test("correlates what it keeps, in the order it came, across categories", () => {
    const records = store();
    records.add(0, record({ id: "1", correlationId: "c", category: "network" }));
    records.add(1, record({ id: "2", correlationId: "c", category: "job" }));
    records.add(2, record({ id: "3", correlationId: "other" }));
    expect(records.correlated("c").map(({ id }) => id)).toEqual(["1", "2"]);
    expect(records.correlated("nobody")).toEqual([]);
  });

  test("forgets the correlation of records that fell out", () => {
    const records = store();
    for (let i = 0; i < 50; i++) records.add(i, record({ id: `${i}`, correlationId: `c${i}` }));
    expect(records.correlations).toBe(2);
    expect(records.correlated("c0")).toEqual([]);
    expect(records.correlated("c49")).toHaveLength(1);
  });

  test("drops what is older than the retention, and keeps what is just as old", () => {
    const records = store();
    records.add(0, record({ id: "1", correlationId: "c" }));
    records.expire(HOUR);
    expect(records.newest(CATEGORIES, 10)).toHaveLength(1);
    records.expire(HOUR + 1);
    expect(records.newest(CATEGORIES, 10)).toEqual([]);
    expect(records.correlations).toBe(0);
  });
});
