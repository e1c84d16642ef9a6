import { expect, test } from "vitest";
import { NOTHING, RECENT, reduce, refreshed } from "../src/live/live-state.ts";
import type { Frame } from "../src/live/sse.ts";

const job = (id: number, more: object = {}): Frame => ({
  event: "job",
  id: `e-${id}`,
  data: JSON.stringify({ id: String(id), state: "queued", cause: "submit", ...more }),
});

test("the latest events are kept, newest first, however many come", () => {
  const once = reduce(NOTHING, [job(1), job(2)]);
  expect(once.recent.map(({ id }) => id)).toEqual(["e-2", "e-1"]);
  const burst = reduce(
    once,
    Array.from({ length: 10_000 }, (_, n) => job(n + 3)),
  );
  expect(burst.recent).toHaveLength(RECENT);
  expect(burst.recent[0]?.id).toBe("e-10002");
  expect(burst.seen).toBe(10_002);
});

test("what events make old is asked for again, and only that", () => {
  const stale = (...frames: Frame[]) => [...reduce(NOTHING, frames).stale].sort();
  expect(stale(job(1))).toEqual(["jobs", "status"]);
  expect(stale(job(1, { state: "dead", cause: "fail" }))).toEqual(["dead-letters", "jobs", "status"]);
  expect(stale(job(1, { cause: "redrive" }))).toEqual(["dead-letters", "jobs", "status"]);
  expect(stale({ event: "worker", id: "1", data: "{}" })).toEqual(["status", "workers"]);
  expect(stale({ event: "breaker", id: "1", data: "{}" })).toEqual(["workers"]);
  expect(stale({ event: "alert", id: "1", data: "{}" })).toEqual(["alerts"]);
  expect(stale({ event: "fleet", id: "1", data: "{}" })).toEqual(["fleet", "status", "workers"]);
  expect(stale({ event: "reset", id: "1", data: '{"reason":"gone"}' })).toHaveLength(6);
});

test("a reset is nothing that happened, nor is what nobody knows or can read", () => {
  const odd = [
    { event: "reset", id: "1", data: "{}" },
    { event: "of-a-newer-hub", id: "2", data: "{}" },
    { event: "worker", id: "3", data: "{broken" },
  ];
  expect(reduce(NOTHING, odd).recent).toEqual([]);
});

test("nothing new leaves the state as it is, and so does telling twice that it was read", () => {
  const state = reduce(NOTHING, [job(1)]);
  expect(reduce(state, [])).toBe(state);
  const read = refreshed(state);
  expect([read.stale.size, read.recent]).toEqual([0, state.recent]);
  expect(refreshed(read)).toBe(read);
});
