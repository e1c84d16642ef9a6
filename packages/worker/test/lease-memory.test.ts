import { expect, test } from "vitest";
import { LeaseMemory } from "../src/lease-memory.ts";

test("remembers the newest ids and forgets the oldest", () => {
  const memory = new LeaseMemory(2);
  memory.add("a");
  memory.add("b");
  memory.add("c");
  expect([memory.has("a"), memory.has("b"), memory.has("c")]).toEqual([false, true, true]);
});

test("an id that is added again is the newest", () => {
  const memory = new LeaseMemory(2);
  memory.add("a");
  memory.add("b");
  memory.add("a");
  memory.add("c");
  expect([memory.has("a"), memory.has("b")]).toEqual([true, false]);
});
