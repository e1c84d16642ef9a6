import { describe, expect, test } from "vitest";
import { DEFAULT_SEVERITY, KIND_RULES } from "../src/classification.ts";
import { categoriesOf } from "../src/categories.ts";
import { kindOf } from "../src/classify.ts";
import { readThrown } from "../src/thrown.ts";
import { CATEGORIES } from "../src/vocabulary.ts";

const kind = (error: unknown): string => kindOf(readThrown(error));
const coded = (code: string): Error => Object.assign(new Error("x"), { code });
const named = (name: string): Error => Object.assign(new Error("x"), { name });
const withStatus = (status: number): Error => Object.assign(new Error("x"), { status });

describe("kindOf", () => {
  test.each(KIND_RULES.flatMap((rule) => (rule.codes ?? []).map((code) => [code, rule.kind])))(
    "code %s is %s",
    (code, expected) => {
      expect(kind(coded(code))).toBe(expected);
    },
  );

  test.each(KIND_RULES.flatMap((rule) => (rule.names ?? []).map((name) => [name, rule.kind])))(
    "name %s is %s",
    (name, expected) => {
      expect(kind(named(name))).toBe(expected);
    },
  );

  test.each([
    [400, "validation"],
    [401, "credentials"],
    [403, "credentials"],
    [404, "client"],
    [408, "timeout"],
    [409, "client"],
    [422, "validation"],
    [429, "throttling"],
    [500, "server"],
    [503, "server"],
    [504, "timeout"],
    [507, "capacity"],
    [200, "unknown"],
  ])("status %i is %s", (status, expected) => {
    expect(kind(withStatus(status))).toBe(expected);
  });

  test.each([
    ["Rate limit exceeded", "throttling"],
    ["the request timed out", "timeout"],
    ["connect ECONNREFUSED 10.0.0.1:80", "connection"],
    ["socket hang up", "connection"],
    ["JavaScript heap out of memory", "capacity"],
    ["Permission denied", "credentials"],
    ["Internal Server Error", "server"],
    ["malformed request", "validation"],
    ["something else", "unknown"],
    ["HTTP 503", "server"],
    ["HTTP/1.1 429 Too Many", "throttling"],
    ["HTTP/2 404", "client"],
    ["Request failed with status code 401", "credentials"],
    ["got status: 504 from a", "timeout"],
    ["Unexpected server response: 502", "server"],
    ["response code=500", "server"],
    ["http 5031", "unknown"],
    ["http 302", "unknown"],
    ["xhttp 500", "unknown"],
    ["the year 500", "unknown"],
  ])("the text %j is %s", (text, expected) => {
    expect(kind(text)).toBe(expected);
    expect(kind(new Error(text))).toBe(expected);
  });

  test("asks codes before names, names before the status, the status before words", () => {
    expect(kind(Object.assign(named("ThrottlingException"), { code: "ENOSPC" }))).toBe("capacity");
    expect(kind(Object.assign(named("ThrottlingException"), { status: 400 }))).toBe("throttling");
    expect(kind(Object.assign(new Error("rate limit"), { status: 500 }))).toBe("server");
  });

  test("knows the lost connection below fetch's TypeError, and a real TypeError as a bug", () => {
    expect(kind(new TypeError("fetch failed", { cause: coded("ECONNRESET") }))).toBe("connection");
    expect(kind(new TypeError("fetch failed"))).toBe("connection");
    expect(kind(Object.assign(new TypeError("x"), { status: 503 }))).toBe("server");
    expect(kind(new TypeError("x is not a function"))).toBe("bug");
  });

  test("takes the name that older AWS clients put into the code", () => {
    expect(kind(coded("RequestLimitExceeded"))).toBe("throttling");
  });
});

test("every code, name and status belongs to one kind only", () => {
  for (const field of ["codes", "names", "statuses"] as const) {
    const all = KIND_RULES.flatMap((rule) => [...(rule[field] ?? [])]);
    expect(all).toEqual([...new Set(all)]);
  }
});

test("each kind has its severity in each category", () => {
  const { severityOf } = categoriesOf();
  for (const category of CATEGORIES) {
    expect(severityOf(category, "capacity")).toBe(DEFAULT_SEVERITY.capacity[category]);
  }
  expect(severityOf("infrastructure", "credentials")).toBe("critical");
  expect(severityOf("job", "client")).toBe("low");
});
