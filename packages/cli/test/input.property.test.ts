import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobSpec } from "@pigeon/client";
import { lines } from "../src/input/source.ts";
import { batches, specOf, type PlacedSpec } from "../src/input/specs.ts";
import { values } from "../src/input/values.ts";

async function* each<T>(items: Iterable<T>): AsyncGenerator<T, void> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A text as bytes, cut anywhere, also within a letter. */
function pieces(text: string, cuts: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, n) => bytes.subarray(start, at[n] ?? bytes.length));
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });

test("lines are the same however their text is cut", async () => {
  const text = fc
    .array(fc.constantFrom("a", "é", "🕊", "\n", "\r\n", " "), { maxLength: 20 })
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(text, cuts, async (whole, at) => {
      const expected = whole.split("\n").map((line) => line.replace(/\r$/, ""));
      if (whole === "" || whole.endsWith("\n")) expected.pop();
      expect(await all(lines(each(pieces(whole, at))))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

const value = fc.jsonValue().filter((one) => !Array.isArray(one));
const read = (text: string) => all(values("x", each(text.split("\n"))));

test("values come back, one a line, as a list, and over several lines", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(0, 2),
      async (list, indent) => {
        const plain = JSON.parse(JSON.stringify(list)) as unknown[];
        const inLines = await read(plain.map((one) => JSON.stringify(one)).join("\n\n"));
        expect(inLines).toEqual(plain.map((one, n) => ({ line: 2 * n + 1, value: one })));
        const asList = await read(`\n${JSON.stringify(plain, null, indent)}\n`);
        expect(asList.map((one) => one.value)).toEqual(plain);
        const [first] = plain;
        expect((await read(JSON.stringify(first, null, 2))).map((one) => one.value)).toEqual([first]);
      },
    ),
    { numRuns: 200 },
  );
});

test("batches keep every job and its order, and stay within their bounds", async () => {
  const sizes = fc.array(fc.constantFrom(1, 100, 1_500_000, 3_999_000), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat({ max: 1200 }), async (large, small) => {
      const lengths = [...large, ...Array.from({ length: small }, () => 1)];
      const specs = lengths.map((length, line): PlacedSpec => ({
        line,
        spec: { type: "t", payload: "x".repeat(length) },
      }));
      const made = await all(batches(each(specs)));
      expect(made.flat()).toEqual(specs);
      for (const batch of made) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(500);
        const size = batch.reduce((sum, { spec }) => sum + JSON.stringify(spec).length, 0);
        if (batch.length > 1) expect(size).toBeLessThanOrEqual(4_000_000);
      }
    }),
    { numRuns: 20 },
  );
});

test("what a job says of itself goes before the options; all labels are kept", () => {
  const part = fc.record(
    {
      type: fc.constantFrom("a", "b"),
      priority: fc.integer({ min: -100, max: 100 }),
      delayMs: fc.nat(),
      labels: fc.dictionary(fc.constantFrom("x", "y"), fc.constantFrom("1", "2")),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(part, part, fc.boolean(), (given, more, timed) => {
      const job: Partial<JobSpec> = { ...given, ...(timed ? { runAt: "2030-01-01T00:00:00Z" } : {}) };
      if (timed) delete job.delayMs;
      const defaults = { type: "d", ...more };
      const { spec } = specOf("x", { line: 1, value: job }, defaults);
      expect(spec).toMatchObject(job);
      expect(spec.type).toBe(job.type ?? defaults.type);
      expect(spec.priority).toBe(job.priority ?? defaults.priority);
      expect(spec.labels ?? {}).toEqual({ ...defaults.labels, ...job.labels });
      expect(spec.delayMs !== undefined && spec.runAt !== undefined).toBe(false);
    }),
  );
});
