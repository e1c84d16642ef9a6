import { describe, expect, it } from "vitest";

import { integer, list, secret, text, url } from "../../src/index.ts";
import { fromCode, fromText, refusals } from "../read-kind.ts";

describe("list", () => {
  const field = list(integer({ min: 1 }), { minLength: 1, maxLength: 3, unique: true });

  it("reads entries of its field", () => {
    expect(fromText(field, "1, 2 ,3,")).toEqual([1, 2, 3]);
    expect(field.kind.write([1, 2])).toBe("1,2");
    expect(field.kind.readEntry?.("5")).toBe(5);
    expect(fromCode(field, [1, 2])).toEqual([1, 2]);
    expect(fromCode(list(integer()), [])).toEqual([]);
  });

  it("tells each entry that is wrong", () => {
    expect(refusals(field, "0,5s,2")).toEqual([
      "entry 1 to be a whole number of at least 1",
      "entry 2 to be a whole number of at least 1",
    ]);
    expect(field.kind.check("1,2")).toEqual({
      ok: false,
      expected: ["a list separated by commas, each entry a whole number of at least 1"],
    });
    // A hole is no entry.
    const sparse: unknown[] = [];
    sparse[1] = 1;
    expect(fromCode(list(integer()), sparse)).toBe("refused");
  });

  it("tells an entry that occurs twice, and too many or too few", () => {
    expect(refusals(field, "1,2,1,4")).toEqual(["entry 3 to be another than entry 1", "at most 3 entries"]);
    expect(field.kind.check([])).toEqual({ ok: false, expected: ["at least 1 entries"] });
    expect(fromText(list(integer()), "1,1")).toEqual([1, 1]);
    expect(fromText(field, "3,2,1")).toEqual([3, 2, 1]);
  });

  it("is described as JSON Schema", () => {
    expect(field.kind.json()).toEqual({
      type: "array",
      items: integer({ min: 1 }).kind.json(),
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
    });
    expect(list(text()).kind.json()).toEqual({ type: "array", items: text().kind.json() });
    expect(list(text({ example: "a" })).example).toBe("a");
    expect(list(text(), { default: ["a", "b"] }).example).toBe("a,b");
  });

  it("masks each entry as its field does, and all of a secret's", () => {
    const urls = list(url());
    expect(urls.kind.mask?.("https://a:b@c/,hunter2")).toBe("https://***@c/,***");
    expect(urls.kind.redact?.(["https://a:b@c/"])).toEqual(["https://***@c/"]);
    expect(urls.secret).toBe(false);
    for (const hidden of [list(secret()), list(url(), { secret: true })]) {
      expect(hidden.secret).toBe(true);
      expect(hidden.kind.redact?.(["https://a/", "b"])).toEqual(["***", "***"]);
    }
    expect(list(text()).kind).not.toHaveProperty("mask");
    expect(list(text()).kind).not.toHaveProperty("redact");
  });
});
