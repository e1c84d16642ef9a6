import fc from "fast-check";
import { expect, test } from "vitest";
import { readTraceparent, writeTraceparent } from "../src/index.ts";

const hex = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...Array.from("0123456789abcdef")),
    minLength: length,
    maxLength: length,
  });
const id = (length: number) => hex(length).filter((text) => /[^0]/.test(text));

test("what is written is read back", () => {
  fc.assert(
    fc.property(id(32), id(16), fc.integer({ min: 0, max: 255 }), (traceId, spanId, traceFlags) => {
      const parent = { traceId, spanId, traceFlags };
      expect(readTraceparent(writeTraceparent(parent))).toEqual(parent);
    }),
  );
});

test.each([
  undefined,
  null,
  "",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
  "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
  "00-00000000000000000000000000000000-b7ad6b7169203331-01",
  "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
])("%s is no traceparent", (header) => {
  expect(readTraceparent(header)).toBeUndefined();
});
