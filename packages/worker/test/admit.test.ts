import { expect, test } from "vitest";
import { admit } from "../src/admit.ts";

const free = { known: false, draining: false, hasHandler: true, freeSlots: 1 };

test.each([
  ["a free slot", free, { kind: "run" }],
  ["no free slot", { ...free, freeSlots: 0 }, { kind: "refuse", reason: "no-free-slot" }],
  ["no handler", { ...free, hasHandler: false }, { kind: "refuse", reason: "unknown-type" }],
  ["draining", { ...free, draining: true }, { kind: "refuse", reason: "draining" }],
  [
    "known while draining and full",
    { ...free, known: true, draining: true, freeSlots: 0 },
    { kind: "known" },
  ],
  [
    "no handler and no slot: the lasting reason is told",
    { ...free, hasHandler: false, freeSlots: 0 },
    { kind: "refuse", reason: "unknown-type" },
  ],
])("%s", (_name, input, expected) => {
  expect(admit(input)).toEqual(expected);
});
