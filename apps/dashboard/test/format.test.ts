import { expect, test } from "vitest";
import { ago, clockTime, count, countOf, duration, percent, rate, shortId } from "../src/format.ts";

test.each([
  [0, "0 ms"],
  [-5, "0 ms"],
  [999.4, "999 ms"],
  [1_000, "1 s"],
  [4_250, "4.2 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [185_000, "3 min 5 s"],
  [3_600_000, "1 h"],
  [5_400_000, "1 h 30 min"],
  [187_200_000, "2 d 4 h"],
  [Number.NaN, "–"],
])("a duration of %d ms is %s", (ms, text) => expect(duration(ms)).toBe(text));

const NOW = Date.parse("2026-01-31T09:30:00Z");
test.each([
  [undefined, "never"],
  ["2026-01-31T09:29:59.500Z", "just now"],
  ["2026-01-31T09:29:55Z", "5 s ago"],
  ["2026-01-31T09:29:56.300Z", "3 s ago"],
  ["2026-01-31T09:28:15Z", "1 min ago"],
  ["2026-01-30T08:30:00Z", "1 d ago"],
  ["2026-01-31T09:30:30Z", "in 30 s"],
])("%s was %s", (time, text) => expect(ago(time, NOW)).toBe(text));

test.each([
  [0, "0"],
  [1_234, "1,234"],
  [999_999, "999,999"],
  [1_234_567, "1.2M"],
])("%d is written %s", (value, text) => expect(count(value)).toBe(text));

test.each([
  [0, "0"],
  [0.04, "<0.1"],
  [0.44, "0.4"],
  [9.96, "10"],
  [1_234.4, "1,234"],
])("%d a second is written %s", (value, text) => expect(rate(value)).toBe(text));

test.each([
  [1, "100 %"],
  [0.9999, "99.9 %"],
  [0.994, "99.4 %"],
  [0.5, "50 %"],
  [0, "0 %"],
])("a share of %d is %s: nearly all is not all", (share, text) => expect(percent(share)).toBe(text));

test("long ids keep their end, which tells them apart", () => {
  expect(shortId("0198c0de-aaaa-bbbb-cccc-842bc8e9fa23")).toBe("…842bc8e9fa23");
  expect(shortId("short")).toBe("short");
});

test("a time of another day has its day", () => {
  expect(clockTime("2026-01-31T09:30:00Z", NOW)).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(clockTime("2026-01-20T09:30:00Z", NOW)).toMatch(/20 Jan 2026/);
});

test.each([
  [0, "0 jobs"],
  [1, "1 job"],
  [1_234, "1,234 jobs"],
])("%s: %s", (value, text) => expect(countOf(value, "job")).toBe(text));
