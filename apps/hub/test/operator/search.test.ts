import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobRecord, Store } from "../../src/store/port.ts";
import { matches, searchPage } from "../../src/operator/search.ts";

const base = {
  id: "0198c0de",
  type: "t",
  priority: 0,
  labels: { customer: "acme", "a=b": "c" },
  correlationId: "Order-7",
  traceparent: null,
  createdAt: 0,
  runAt: 0,
  maxAttempts: 1,
  timeoutMs: 1,
  attempts: [],
  attemptFloor: 0,
};
const error = { name: "TypeError", message: "file 17 is missing", fingerprint: "f1" };
const dead: JobRecord = {
  job: { ...base, state: "dead", finishedAt: 1, error },
  payload: '{"file":"Ärger.png"}',
};
const queued: JobRecord = { job: { ...base, state: "queued" }, payload: "null" };

test.each([
  [{ label: "customer" }, true],
  [{ label: "customer=acme" }, true],
  [{ label: "customer=acm" }, false],
  [{ label: "a=b=c" }, true],
  [{ label: "a=b" }, true],
  [{ label: "toString" }, false],
  [{ text: "0198C0" }, true],
  [{ text: "order-7" }, true],
  [{ text: "ärger" }, true],
  [{ text: "MISSING" }, true],
  [{ text: "typeerror" }, true],
  [{ text: "no such" }, false],
  [{ text: "missing", label: "customer=other" }, false],
  [{ fingerprint: "f1" }, true],
  [{ fingerprint: "" }, false],
  [{}, true],
])("%j finds the dead job: %s", (search, found) => {
  expect(matches(dead, search)).toBe(found);
});

test("an error without a fingerprint has an empty one, and so has a job without an error", () => {
  expect(matches(queued, { fingerprint: "" })).toBe(true);
  expect(matches(queued, { fingerprint: "f1" })).toBe(false);
  expect(matches(queued, { text: "missing" })).toBe(false);
});

/** A store of so many jobs; those at the given places have the label. */
function storeOf(count: number, labelled: ReadonlySet<number>): Pick<Store, "list"> {
  const jobs = Array.from({ length: count }, (_, index): JobRecord => ({
    job: { ...queued.job, state: "queued", id: String(index), labels: labelled.has(index) ? { x: "" } : {} },
    payload: "12345678",
  }));
  return {
    list: async ({ limit, cursor = "0" }) => {
      const page = jobs.slice(Number(cursor), Number(cursor) + limit);
      const next = Number(cursor) + page.length;
      return { jobs: page, nextCursor: next < count ? String(next) : null };
    },
  };
}

test("pages together hold every match once, in order, none longer than asked for, whatever the effort", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60 }),
      fc.uniqueArray(fc.nat(59)),
      fc.integer({ min: 1, max: 12 }),
      fc.record({ jobs: fc.integer({ min: 1, max: 30 }), chars: fc.integer({ min: 1, max: 200 }) }),
      async (count, places, limit, effort) => {
        const store = storeOf(count, new Set(places));
        const found: string[] = [];
        let cursor: string | null = "0";
        let rounds = 0;
        while (cursor !== null) {
          const page = await searchPage(store, { limit, cursor }, { label: "x" }, async () => {}, effort);
          expect(page.jobs.length).toBeLessThanOrEqual(limit);
          found.push(...page.jobs.map(({ job }) => job.id));
          cursor = page.nextCursor;
          expect((rounds += 1)).toBeLessThan(100);
        }
        expect(found).toEqual(
          places
            .filter((place) => place < count)
            .sort((one, two) => one - two)
            .map(String),
        );
      },
    ),
  );
});

test("a request looks at a bounded number of jobs, and lets others have their turn in between", async () => {
  let pauses = 0;
  const store = storeOf(10_000, new Set([9_999]));
  const page = await searchPage(store, { limit: 100 }, { label: "x" }, async () => void (pauses += 1));
  expect(page).toEqual({ jobs: [], nextCursor: "2000" });
  expect(pauses).toBe(19);
});
