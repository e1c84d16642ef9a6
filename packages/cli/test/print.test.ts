import fc from "fast-check";
import { expect, test } from "vitest";
import { barLine } from "../src/print/progress.ts";
import { painter, paintState, wantsColour } from "../src/print/style.ts";
import { facts, fit, table, tablePages, type Column } from "../src/print/table.ts";
import { ago, clean, cut, duration, plural, widthOf } from "../src/print/text.ts";
import { durationMs, json, pair, whole } from "../src/program/values.ts";

const plain = painter(false);
const columns: Column<{ name: string; size: number; note: string }>[] = [
  { title: "NAME", text: ({ name }) => name, paint: (text) => `<${text}>` },
  { title: "SIZE", text: ({ size }) => String(size), align: "right" },
  { title: "NOTE", text: ({ note }) => note },
];

test("a table is aligned, whatever colours do; an empty cell is a dash", () => {
  const rows = [
    { name: "a", size: 1000, note: "" },
    { name: "größer", size: 7, note: "two\nlines \u001B[31mred" },
  ];
  expect(table(columns.slice(1), rows, { paint: plain, width: Infinity })).toBe(
    "SIZE  NOTE\n1000  -\n   7  two lines red\n",
  );
  const red = columns.map((column) => ({ ...column, paint: (text: string) => painter(true)("red", text) }));
  const coloured = table(red, rows, { paint: painter(true), width: Infinity });
  expect(coloured).toContain("\u001B[31mgrößer\u001B[39m     \u001B[31m7\u001B[39m  ");
  expect(coloured.split("\n").map(widthOf)).toEqual([18, 15, 27, 0]);
});

test("columns give way to the terminal, the widest first, down to seven characters", () => {
  const rows = [{ name: "abc", size: 1, note: "a very long note indeed" }];
  expect(table(columns, rows, { paint: plain, width: 26 })).toBe(
    "NAME  SIZE  NOTE\n<abc>      1  a very long n…\n",
  );
  expect(table(columns, rows, { paint: plain, width: 3 })).toContain("a very…\n");
});

test("a column that is copied from is whole", () => {
  const [name, size, note] = columns as [(typeof columns)[0], (typeof columns)[0], (typeof columns)[0]];
  const rows = [{ name: "0194b3f2-7c00", size: 1, note: "a very long note indeed" }];
  const shown = table([{ ...name, whole: true }, size, note], rows, { paint: plain, width: 30 });
  expect(shown).toContain("<0194b3f2-7c00>     1  a ver");
});

test("a table fits where it can, and no column is cut that need not be", () => {
  const widths = fc.array(fc.tuple(fc.nat(60), fc.boolean()), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(widths, fc.nat(200), (given, width) => {
      const needed = given.map(([each]) => each);
      const whole = given.map(([, is]) => is);
      const fitted = fit(needed, whole, width);
      const total = (all: readonly number[]): number =>
        all.reduce((sum, each) => sum + each, 2 * (all.length - 1));
      const least = needed.map((each, at) => (whole[at] === true ? each : Math.min(each, 7)));
      if (total(needed) <= width) expect(fitted).toEqual(needed);
      else expect(total(fitted)).toBe(Math.max(width, total(least)));
      fitted.forEach((each, at) => {
        expect(each).toBeLessThanOrEqual(needed[at] ?? 0);
        expect(each).toBeGreaterThanOrEqual(least[at] ?? 0);
      });
    }),
  );
});

test("a table in pieces: titles once, columns that get no narrower", () => {
  const pages = tablePages(columns, { paint: plain, width: Infinity });
  expect(pages([{ name: "longer", size: 1, note: "x" }])).toBe("NAME    SIZE  NOTE\n<longer>     1  x\n");
  expect(pages([{ name: "b", size: 22, note: "y" }])).toBe("<b>         22  y\n");
});

test("letters that are two cells wide", () => {
  expect(["鳩", "ﾊﾄ", "はと", "é", "👍", "👨‍👩‍👧", "❤️", "ａ", "e\u0301"].map(widthOf)).toEqual([
    2, 2, 4, 1, 2, 2, 2, 2, 1,
  ]);
  expect(cut("鳩が飛ぶ", 6)).toBe("鳩が…");
  expect(cut("鳩が飛ぶ", 8)).toBe("鳩が飛ぶ");
  expect(cut("ab", 0)).toBe("");
});

test("facts: names and values, without those that are not known", () => {
  const known = [
    ["a", "1"],
    ["longer", undefined],
    ["bcd", "2"],
  ] as const;
  expect(facts(known, plain)).toBe("a    1\nbcd  2\n");
});

test("what others wrote cannot steer the terminal", () => {
  expect(clean("a\u001B[2Jb\u0007c\r\nd\u202Ee\u0085f")).toBe("ab c d e f");
  expect(clean("\u001B]0;title\u0007x")).not.toMatch(/\p{Cc}/u);
});

test("durations and times", () => {
  expect([0, 999, 1000, 61_000, 3_600_000, 93_784_000, -5].map(duration)).toEqual([
    "0ms",
    "999ms",
    "1s",
    "1m 1s",
    "1h",
    "1d 2h",
    "0ms",
  ]);
  expect(ago(undefined, 0)).toBe("-");
  expect(ago("1970-01-01T00:00:01.000Z", 3000)).toBe("2s ago");
  expect(ago("1970-01-01T00:00:05.000Z", 3000)).toBe("in 2s");
  expect(cut("abcdef", 4)).toBe("abc…");
  expect([plural(1, "job"), plural(2, "job"), plural(0, "box", "boxes")]).toEqual([
    "1 job",
    "2 jobs",
    "0 boxes",
  ]);
});

test("colour is for a terminal, unless refused or forced", () => {
  const tty = { isTTY: true, columns: 80, write: () => undefined };
  const pipe = { ...tty, isTTY: false };
  expect(wantsColour({}, tty, false)).toBe(true);
  expect(wantsColour({}, pipe, false)).toBe(false);
  expect(wantsColour({}, tty, true)).toBe(false);
  expect(wantsColour({ NO_COLOR: "1", FORCE_COLOR: "1" }, tty, false)).toBe(false);
  expect(wantsColour({ NO_COLOR: "" }, tty, false)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: "1" }, pipe, false)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: "0" }, tty, false)).toBe(false);
  expect(wantsColour({ TERM: "dumb" }, tty, false)).toBe(false);
  expect(
    ["healthy", "dead", "degraded", "queued"].map((state) => paintState((style) => style, state)),
  ).toEqual(["green", "red", "yellow", "queued"]);
});

test("the bar", () => {
  expect(barLine(50, 100, "finished", 61_500, 80)).toBe(
    `[${"█".repeat(12)}${" ".repeat(12)}] 50/100 finished, 1m 1s`,
  );
  expect(barLine(3, undefined, "submitted", 40, 80)).toBe("3 submitted, 40ms");
  expect(barLine(0, 0, "finished", 0, 20)).toHaveLength(19);
});

test("values of options", () => {
  expect(["500", "30s", "1h30m", "1.5s", "2d", "100ms"].map(durationMs)).toEqual([
    500, 30_000, 5_400_000, 1500, 172_800_000, 100,
  ]);
  for (const bad of ["", "s", "5 s", "-1", "1h-2m", "x1s", "1e3"])
    expect(() => durationMs(bad)).toThrow("Expected a time");
  expect(whole(-1, 5)("-1")).toBe(-1);
  for (const bad of ["6", "1.5", "", "0x1", "x"]) expect(() => whole(-1, 5)(bad)).toThrow("from -1 to 5");
  expect(pair("b=c=d", { a: "1" })).toEqual({ a: "1", b: "c=d" });
  expect(() => pair("=x")).toThrow("name=value");
  expect(json("[1]")).toEqual([1]);
  expect(() => json("[")).toThrow("Expected JSON");
});
