import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { duration } from "../../src/index.ts";
import { readDuration, writeDuration } from "../../src/kinds/duration.ts";
import { fromCode, fromText } from "../read-kind.ts";

describe("readDuration", () => {
  it.each([
    ["0", 0],
    ["30000", 30_000],
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1.5s", 1500],
    ["0.001s", 1],
    ["1.005s", 1005],
    ["250ms", 250],
    ["2d", 172_800_000],
    ["1d2h3m4s5ms", 93_784_005],
    ["1m5ms", 60_005],
    ["90m", 5_400_000],
  ])("of %j is %d", (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });

  it.each([
    "",
    "s",
    "5 s",
    "5S",
    "5x",
    "-5s",
    "+5s",
    "5s3m",
    "5s5s",
    "1.5",
    "1.s",
    ".5s",
    "0.0005s",
    "1.5ms",
    "1e3",
    "1h 30m",
    "30s x",
    "9".repeat(17),
    `${"9".repeat(40)}d`,
    `${"0".repeat(64)}s`,
    "P1D",
  ])("leaves %j as it is", (text) => {
    expect(readDuration(text)).toBe(text);
  });

  it("takes up to 64 characters", () => {
    expect(readDuration(`${"0".repeat(63)}s`)).toBe(0);
  });

  it("reads what is written", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (ms) => {
        expect(readDuration(writeDuration(ms))).toBe(ms);
        expect(writeDuration(ms).length).toBeLessThanOrEqual(`${ms}ms`.length);
      }),
    );
  });
});

describe("writeDuration", () => {
  it.each([
    [0, "0ms"],
    [1, "1ms"],
    [30_000, "30s"],
    [90_000, "1m30s"],
    [5_400_000, "1h30m"],
    [86_400_000, "1d"],
    [2_147_483_647, "2147483647ms"],
    [1005, "1s5ms"],
  ])("of %d is %j", (ms, text) => {
    expect(writeDuration(ms)).toBe(text);
  });
});

describe("duration", () => {
  it("takes what a timer of Node.js can wait, and no more", () => {
    expect(fromText(duration(), "1")).toBe(1);
    expect(fromText(duration(), "2147483647")).toBe(2_147_483_647);
    expect(fromText(duration(), "2147483648")).toBe("refused");
    expect(fromText(duration(), "0")).toBe("refused");
    expect(fromText(duration(), "25d")).toBe("refused");
    expect(fromText(duration({ min: 0, max: 2 ** 40 }), "25d")).toBe(2_160_000_000);
  });

  it.each(["5s", 1.5, null, Number.NaN, 5n])("refuses %s from code, where it is a number of ms", (given) => {
    expect(fromCode(duration(), given)).toBe("refused");
  });

  it("is shown as a duration, or as a number where the name of the variable says ms", () => {
    expect(duration({ default: 90_000 })).toMatchObject({ unit: "ms", example: "1m30s" });
    expect(duration({ default: 90_000, unit: "ms" })).toMatchObject({ unit: "ms", example: "90000" });
    expect([duration().example, duration({ unit: "ms" }).example]).toEqual(["30s", "30000"]);
    expect(duration({ min: 1000, max: 60_000 }).kind).toMatchObject({
      expected: "a duration such as 30s, 5m or 1h30m, or a number of ms, from 1s to 1m",
    });
    expect(duration({ min: 1000, max: 60_000 }).kind.json()).toMatchObject({
      anyOf: [{ type: "integer", minimum: 1000, maximum: 60_000 }, { type: "string" }],
    });
  });
});
