import fc from "fast-check";
import { expect, test } from "vitest";
import { DueQueue } from "../src/due-queue.ts";

test("gives each key once, at its earliest time, in order", () => {
  const queue = new DueQueue();
  expect(queue.nextAt).toBe(Infinity);
  queue.add("b", 20);
  queue.add("a", 10);
  queue.add("a", 15);
  queue.add("c", 30);
  queue.add("c", 5);
  queue.add("never", Infinity);
  expect(queue.nextAt).toBe(5);
  expect(queue.take(4)).toBeUndefined();
  expect(queue.take(100)).toBe("c");
  expect(queue.take(100)).toBe("a");
  expect(queue.take(10)).toBeUndefined();
  queue.delete("b");
  expect(queue.nextAt).toBe(Infinity);
  expect(queue.take(Infinity)).toBeUndefined();
});

test("agrees with a sorted list", () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("add" as const), key, at: fc.nat(50) }) },
    fc.record({ do: fc.constant("take" as const), at: fc.nat(50) }),
    fc.record({ do: fc.constant("delete" as const), key }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80, size: "max" }), (actions) => {
      const queue = new DueQueue();
      const model = new Map<string, number>();
      for (const one of actions) {
        if (one.do === "add") {
          queue.add(one.key, one.at);
          model.set(one.key, Math.min(model.get(one.key) ?? Infinity, one.at));
        } else if (one.do === "delete") {
          queue.delete(one.key);
          model.delete(one.key);
        } else {
          const earliest = Math.min(Infinity, ...model.values());
          const taken = queue.take(one.at);
          if (earliest > one.at) expect(taken).toBeUndefined();
          else {
            expect(model.get(taken ?? "")).toBe(earliest);
            model.delete(taken ?? "");
          }
        }
        expect(queue.nextAt).toBe(Math.min(Infinity, ...model.values()));
      }
    }),
    { numRuns: 500 },
  );
});
