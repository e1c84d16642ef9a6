import { describe, expect, it } from "vitest";

import { choice, file, fraction, host, milliseconds, text, wholeNumber, type Kind } from "../src/kinds.ts";

function fromText<V>(kind: Kind<V>, value: string): unknown {
  const result = kind.codec.safeDecode(value);
  return result.success ? result.data : "refused";
}

function fromCode<V>(kind: Kind<V>, value: unknown): unknown {
  const result = kind.codec.def.out.safeParse(value);
  return result.success ? result.data : "refused";
}

describe("wholeNumber", () => {
  const kind = wholeNumber(0, 100);

  it.each([
    ["0", 0],
    ["7", 7],
    ["100", 100],
    ["007", 7],
  ])("reads %j", (given, expected) => {
    expect(fromText(kind, given)).toBe(expected);
  });

  it.each([
    "-1",
    "101",
    "1.5",
    "1.0",
    "5s",
    "1e1",
    "0x10",
    "1_0",
    "+5",
    "",
    " ",
    "NaN",
    "Infinity",
    "true",
    "٣",
  ])("refuses the text %j", (given) => {
    expect(fromText(kind, given)).toBe("refused");
  });

  it.each([1.5, -1, 101, Number.NaN, Infinity, "5", null, undefined, true, 5n, [[5]]])(
    "refuses %s from code",
    (given) => {
      expect(fromCode(kind, given)).toBe("refused");
    },
  );

  it("says its range and unit", () => {
    expect(kind.expected).toBe("a whole number from 0 to 100");
    expect(wholeNumber(1, 9, "days").expected).toBe("a whole number of days from 1 to 9");
  });
});

describe("milliseconds", () => {
  it("takes what a timer of Node can wait, and no more", () => {
    expect(fromText(milliseconds(), "1")).toBe(1);
    expect(fromText(milliseconds(), "2147483647")).toBe(2_147_483_647);
    expect(fromText(milliseconds(), "2147483648")).toBe("refused");
    expect(fromText(milliseconds(), "0")).toBe("refused");
  });
});

describe("fraction", () => {
  const kind = fraction(0, 1);

  it.each([
    ["0", 0],
    ["1", 1],
    ["0.25", 0.25],
    ["1e-7", 1e-7],
  ])("reads %j", (given, expected) => {
    expect(fromText(kind, given)).toBe(expected);
  });

  it.each(["-0.1", "1.1", "10%", ".5", "5.", "0,5", "", "NaN", "Infinity"])(
    "refuses the text %j",
    (given) => {
      expect(fromText(kind, given)).toBe("refused");
    },
  );

  it.each([Number.NaN, 1.01, "0.5", null])("refuses %s from code", (given) => {
    expect(fromCode(kind, given)).toBe("refused");
  });
});

describe("choice", () => {
  const kind = choice("linear", "constant");

  it("takes its options and nothing else", () => {
    expect(fromText(kind, "linear")).toBe("linear");
    expect(fromCode(kind, "constant")).toBe("constant");
    for (const given of ["Linear", "linear ", "", "toString"]) expect(fromText(kind, given)).toBe("refused");
    for (const given of [0, null, undefined, ["linear"]]) expect(fromCode(kind, given)).toBe("refused");
  });

  it("lists them", () => {
    expect(kind.expected).toBe("one of linear, constant");
  });
});

describe("text", () => {
  it("takes a text up to its length", () => {
    const kind = text(3, "a short text");
    expect(fromText(kind, "abc")).toBe("abc");
    expect(fromText(kind, "abcd")).toBe("refused");
    expect(fromText(kind, "")).toBe("refused");
    expect(kind.expected).toBe("a short text");
  });
});

describe("file", () => {
  it("takes any path, and none", () => {
    for (const path of ["hub.key", "/etc/pigeon/hub.key", "C:\\keys\\hub 1.key", "ключ.pem"])
      expect(fromText(file(), path)).toBe(path);
    expect(fromCode(file(), "")).toBe("");
  });

  it("refuses what is no path, and a key put in its place", () => {
    for (const given of ["a\0b", "-----BEGIN PRIVATE KEY-----\nMII", "x".repeat(4097)])
      expect(fromText(file(), given)).toBe("refused");
    expect(fromCode(file(), 5)).toBe("refused");
  });
});

describe("host", () => {
  it.each(["127.0.0.1", "0.0.0.0", "::", "::1", "fe80::1", "localhost", "hub-1.internal", "a.b.c1", "x"])(
    "takes %j",
    (given) => {
      expect(fromText(host(), given)).toBe(given);
    },
  );

  it.each([
    "localhost:4040",
    "http://localhost",
    "[::1]",
    "300.1.1.1",
    "4040",
    "1.2.3",
    "-a",
    "a-.b",
    "a b",
    "a..b",
    "a_b",
    "",
  ])("refuses %j", (given) => {
    expect(fromText(host(), given)).toBe("refused");
  });

  it("refuses a name that is too long", () => {
    expect(fromText(host(), `${"a".repeat(63)}.x`)).not.toBe("refused");
    expect(fromText(host(), `${"a".repeat(64)}.x`)).toBe("refused");
    expect(fromText(host(), "a.".repeat(127))).toBe("refused");
  });
});
