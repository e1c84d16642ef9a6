import { describe, expect, test } from "vitest";
import { z } from "zod";
import { JobBatch, JobPage, JobSpec, MAX_PROBLEMS, parse } from "../src/index.ts";
import { problems, times } from "./support.ts";

describe("a path", () => {
  const place = (input: unknown, path: (string | number)[]) => {
    const schema = path.reduceRight<z.ZodType>(
      (inner, part) => (typeof part === "number" ? z.array(inner) : z.object({ [part]: inner })),
      z.never(),
    );
    const parsed = parse(schema, input);
    return parsed.ok ? undefined : parsed.errors[0]?.path;
  };

  test("is what code would write", () => {
    expect(place({ a: { b: [{ c: 1 }] } }, ["a", "b", 0, "c"])).toBe("a.b[0].c");
    expect(place([[1]], [0, 0])).toBe("[0][0]");
    expect(place({ "a b": { "c.d": 1 } }, ["a b", "c.d"])).toBe('["a b"]["c.d"]');
    expect(place({ a: { "": 1 } }, ["a", ""])).toBe('a[""]');
    expect(place({ $a_1: 1 }, ["$a_1"])).toBe("$a_1");
  });

  test("is cut where a key is long", () => {
    expect(problems(JobSpec, { type: "t", ["k".repeat(100)]: 1 })[0]).toMatch(/^k{100}: unknown/);
    expect(problems(JobSpec, { type: "t", ["k".repeat(101)]: 1 })[0]).toMatch(/^k{100}…: unknown/);
    expect(problems(JobSpec, { type: "t", [" ".repeat(1e6)]: 1 })[0]?.length).toBeLessThan(300);
  });
});

describe("many problems", () => {
  const unknown = (count: number) => ({
    type: "t",
    ...Object.fromEntries(times(count, (index) => [`x${index}`, 1])),
  });

  test("are all told, up to 1000", () => {
    const lines = problems(JobSpec, unknown(MAX_PROBLEMS));
    expect(lines).toHaveLength(MAX_PROBLEMS);
    expect(lines.at(-1)).toMatch(/^x999: unknown field/);
    expect(problems(JobBatch, { jobs: times(1000, () => ({})) })).toHaveLength(1000);
  });

  test("are counted beyond that", () => {
    const one = problems(JobSpec, unknown(MAX_PROBLEMS + 1));
    expect(one).toHaveLength(MAX_PROBLEMS + 1);
    expect(one.at(-1)).toBe(": and 1 more; mend these first");
    expect(problems(JobBatch, { jobs: times(1000, () => ({ x: 1, y: 2 })) }).at(-1)).toBe(
      ": and 2000 more; mend these first",
    );
  });

  test("of an answer that is nothing but problems do not throw", () => {
    const labels = Object.fromEntries(times(300_000, (index) => [`k${index}`, index]));
    expect(problems(JobPage, { jobs: [{ labels }], nextCursor: null })).toEqual([
      ": expected fewer problems, received more than can be listed",
    ]);
  });
});

test("one problem found by two rules is told once", () => {
  expect(problems(JobSpec, { type: "t", timeoutMs: 1e300 })).toHaveLength(1);
});

test("an error in a schema of one's own is not hidden", () => {
  const broken = z.unknown().refine(() => {
    throw new TypeError("a defect");
  });
  expect(() => parse(broken, 1)).toThrow("a defect");
});

test("schemas of one's own get the same wording", () => {
  const schema = z.strictObject({
    a: z.array(z.string()).min(1),
    b: z.array(z.string()).max(1),
    c: z.string().max(1),
    d: z.number().min(5),
    e: z.union([z.string(), z.number()]),
    f: z.date(),
  });
  const input = { a: [], b: ["", ""], c: "ab", d: 4, e: true, f: "" };
  expect(problems(schema, input)).toEqual([
    "a: expected at least 1 items, received none",
    "b: expected at most 1 items, received 2",
    "c: expected at most 1 characters, received 2 characters",
    "d: expected at least 5, received 4",
    "e: Invalid input",
    "f: expected a value, received a string",
  ]);
});
