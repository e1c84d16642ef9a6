import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bytes } from "../../src/index.ts";
import { readBytes, writeBytes } from "../../src/kinds/bytes.ts";
import { fromCode, fromText } from "../read-kind.ts";

describe("readBytes", () => {
  it.each([
    ["0", 0],
    ["1024", 1024],
    ["5B", 5],
    ["256KiB", 262_144],
    ["10MiB", 10_485_760],
    ["1.5GiB", 1_610_612_736],
    ["2TiB", 2_199_023_255_552],
    ["1kB", 1000],
    ["1.5MB", 1_500_000],
    ["3GB", 3_000_000_000],
    ["4TB", 4_000_000_000_000],
  ])("of %j is %d", (text, size) => {
    expect(readBytes(text)).toBe(size);
  });

  it.each([
    "",
    "KiB",
    "1 KiB",
    "1kib",
    "1KB",
    "1K",
    "1.5",
    "1.5B",
    "0.1KiB",
    "-1KiB",
    "1e3",
    "1KiBx",
    "x1KiB",
    "9007199254740992KiB",
    "9".repeat(17),
  ])("leaves %j as it is", (text) => {
    expect(readBytes(text)).toBe(text);
  });

  it("reads what is written", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 4 }), (size, power) => {
        const value = Math.min(size, 2 ** 12) * 1024 ** power;
        expect(readBytes(writeBytes(value))).toBe(value);
        expect(readBytes(writeBytes(size))).toBe(size);
      }),
    );
  });
});

describe("bytes", () => {
  it("has a range", () => {
    const field = bytes({ min: 1024, max: 4096 });
    expect(["1KiB", "4KiB", "1023", "4097"].map((text) => fromText(field, text))).toEqual([
      1024,
      4096,
      "refused",
      "refused",
    ]);
    expect(field.kind.expected).toBe(
      "a number of bytes or a size such as 256KiB, 10MiB or 1GB, from 1KiB to 4KiB",
    );
    expect(field.kind.json()).toMatchObject({
      anyOf: [{ minimum: 1024, maximum: 4096 }, { type: "string" }],
    });
    expect(bytes().kind.expected).toMatch(/1GB, from 0B$/);
  });

  it("is a whole number from 0 in code", () => {
    expect([0, 5, -1, 1.5, "5", null].map((value) => fromCode(bytes(), value))).toEqual([
      0,
      5,
      "refused",
      "refused",
      "refused",
      "refused",
    ]);
  });

  it("shows its default in the greatest unit", () => {
    expect(bytes({ default: 3 * 2 ** 20 })).toMatchObject({ unit: "bytes", example: "3MiB" });
    expect(bytes({ default: 1000 }).example).toBe("1000B");
    expect(bytes().example).toBe("256KiB");
  });
});
