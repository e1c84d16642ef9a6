import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";

import { field, type ValueSchema } from "../../src/index.ts";
import { fromCode, fromText, refusals } from "../read-kind.ts";

describe("field", () => {
  it("reads text as it is where the schema takes text, else as JSON", () => {
    expect(fromText(field(z.email()), "a@example.com")).toBe("a@example.com");
    expect(fromText(field(z.string()), "5")).toBe("5");
    expect(fromText(field(z.int()), "5")).toBe(5);
    expect(fromText(field(z.boolean()), "true")).toBe(true);
    expect(fromText(field(z.array(z.int())), "[1, 2]")).toEqual([1, 2]);
    expect(fromText(field(z.object({ a: z.int() })), '{"a":1}')).toEqual({ a: 1 });
    for (const text of ["5s", "{", "[1"]) expect(fromText(field(z.int()), text)).toBe("refused");
  });

  it("takes a schema of zod/mini", () => {
    expect(fromText(field(mini.int().check(mini.positive())), "5")).toBe(5);
    expect(fromText(field(mini.int().check(mini.positive())), "-5")).toBe("refused");
  });

  it("takes values from code, as the schema gives them back", () => {
    const given = { a: 1, b: 2 };
    const value = fromCode(field(z.object({ a: z.int() })), given);
    expect(value).toEqual({ a: 1 });
    expect(fromCode(field(z.int()), "5")).toBe("refused");
  });

  it("says what the schema says, and where", () => {
    expect(refusals(field(z.int().min(3)), "1")).toEqual([
      "a value that fits its schema (Too small: expected number to be >=3)",
    ]);
    expect(refusals(field(z.object({ a: z.array(z.int()), b: z.int() })), '{"a":["x"]}')).toEqual([
      "a value at a.0 that fits its schema (Invalid input: expected number, received string)",
      "a value at b that fits its schema (Invalid input: expected number, received undefined)",
    ]);
  });

  it("says what it is told to, and of a secret nothing", () => {
    expect(refusals(field(z.int(), { expected: "a count" }), "x")).toEqual(["a count"]);
    expect(field(z.int(), { expected: "a count" }).kind.expected).toBe("a count");
    const loud = z.string().refine(() => false, { error: ({ input }) => `not ${String(input)}` });
    expect(refusals(field(loud, { secret: true }), "hunter2")).toEqual(["a value that fits its schema"]);
    expect(field(loud).kind.expected).toBe("a value that fits its schema");
  });

  it("writes text as it is and all else as JSON, or as it is told to", () => {
    expect(field(z.string(), { default: "a b" }).example).toBe("a b");
    expect(field(z.array(z.int()), { default: [1, 2] }).example).toBe("[1,2]");
    const hex = field(z.int(), {
      read: (text) => Number.parseInt(text, 16),
      write: (value) => value.toString(16),
    });
    expect(fromText(hex, "ff")).toBe(255);
    expect(hex.kind.write(255)).toBe("ff");
  });

  it("is described as JSON Schema, as far as it can be", () => {
    expect(field(z.int().min(3)).kind.json()).toMatchObject({ type: "integer", minimum: 3 });
    expect(field(z.int()).kind.json()).not.toHaveProperty("$schema");
    expect(field(z.date()).kind.json()).toEqual({});
    const plain: ValueSchema<string> = {
      "~standard": { version: 1, vendor: "me", validate: (value) => ({ value: value as string }) },
    };
    expect(field(plain).kind.json()).toEqual({});
  });

  it("refuses z.coerce, and a schema that takes its time", () => {
    expect(() => field(z.coerce.number() as unknown as ValueSchema<number>)).toThrow(
      /z\.coerce reads "" as 0/,
    );
    const slow = field(z.string().refine(async () => true));
    expect(() => slow.kind.check("x")).toThrow(TypeError);
  });

  it("tells a path of objects, as the interface allows them", () => {
    const schema: ValueSchema<string> = {
      "~standard": {
        version: 1,
        vendor: "me",
        validate: () => ({ issues: [{ message: "no", path: [{ key: "a" }, 0] }, { message: "nor this" }] }),
      },
    };
    expect(refusals(field(schema), "x")).toEqual([
      "a value at a.0 that fits its schema (no)",
      "a value that fits its schema (nor this)",
    ]);
  });
});
