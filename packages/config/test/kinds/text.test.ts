import { describe, expect, it } from "vitest";

import { boolean, choice, secret, text } from "../../src/index.ts";
import { fromCode, fromText, refusals } from "../read-kind.ts";

describe("boolean", () => {
  it("reads words, in capitals or not", () => {
    for (const word of ["true", "yes", "on", "1", "TRUE", "Yes"])
      expect(fromText(boolean(), word)).toBe(true);
    for (const word of ["false", "no", "off", "0", "False", "NO"])
      expect(fromText(boolean(), word)).toBe(false);
  });

  it("refuses all other words, and what is no boolean in code", () => {
    for (const word of ["", "y", "2", "null", "truee", "toString"]) {
      expect(fromText(boolean(), word)).toBe("refused");
    }
    for (const value of [1, 0, "true", null]) expect(fromCode(boolean(), value)).toBe("refused");
    expect(fromCode(boolean(), false)).toBe(false);
  });

  it("says so", () => {
    expect(boolean({ default: false })).toMatchObject({
      example: "false",
      kind: { expected: "true or false (or yes, on, 1 and no, off, 0)" },
    });
    expect(boolean().kind.json()).toEqual({ type: "boolean" });
    expect(boolean().example).toBe("true");
  });
});

describe("choice", () => {
  const field = choice(["linear", "constant"]);

  it("takes its options and nothing else", () => {
    expect(fromText(field, "linear")).toBe("linear");
    expect(fromCode(field, "constant")).toBe("constant");
    for (const given of ["Linear", "linear ", "", "toString"]) expect(fromText(field, given)).toBe("refused");
    for (const given of [0, null, undefined, ["linear"]]) expect(fromCode(field, given)).toBe("refused");
  });

  it("lists them, with the one that was probably meant", () => {
    expect(field.kind).toMatchObject({
      expected: "one of linear, constant",
    });
    expect(field.kind.json()).toEqual({ type: "string", enum: ["linear", "constant"] });
    expect(field.example).toBe("linear");
    expect(refusals(field, "liner")).toEqual(["one of linear, constant; did you mean linear?"]);
    expect(field.kind.check(5)).toEqual({ ok: false, expected: ["one of linear, constant"] });
    expect(choice([]).example).toBe("");
  });
});

describe("text", () => {
  it("takes a text of its length", () => {
    const field = text({ minLength: 2, maxLength: 3 });
    expect(["a", "ab", "abc", "abcd"].map((value) => fromText(field, value))).toEqual([
      "refused",
      "ab",
      "abc",
      "refused",
    ]);
    expect(fromText(text(), "")).toBe("refused");
    expect(fromText(text({ minLength: 0 }), "")).toBe("");
    expect(fromCode(text(), ["ab"])).toBe("refused");
  });

  it("takes what its pattern matches, however often it is asked", () => {
    const field = text({ pattern: /b/g });
    expect([fromText(field, "abc"), fromText(field, "abc"), fromText(field, "xyz")]).toEqual([
      "abc",
      "abc",
      "refused",
    ]);
  });

  it("says what it expects", () => {
    expect(text().kind).toMatchObject({
      expected: "text",
      example: "text",
    });
    expect(text().kind.json()).toEqual({ type: "string", minLength: 1 });
    const field = text({ minLength: 2, maxLength: 3, pattern: /^a/ });
    expect(field.kind).toMatchObject({
      expected: "text from 2 to 3 characters that matches /^a/",
    });
    expect(field.kind.json()).toEqual({ type: "string", minLength: 2, maxLength: 3, pattern: "^a" });
    expect(text({ minLength: 2, expected: "a name" }).kind.expected).toBe("a name");
  });
});

describe("secret", () => {
  it("is a text of which nothing is shown, not even its default", () => {
    expect(secret({ default: "hunter2" })).toMatchObject({ secret: true, example: "CHANGE-ME" });
    expect(secret({ example: "x", minLength: 3 })).toMatchObject({ secret: true, example: "x" });
    expect(fromText(secret({ minLength: 3 }), "ab")).toBe("refused");
  });
});
