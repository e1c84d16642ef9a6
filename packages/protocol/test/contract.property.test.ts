import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as protocol from "../src/index.ts";
import { parse, type Schema } from "../src/index.ts";
import * as first from "./arbitraries.ts";
import { fleetAnswers, fleetRequests } from "./fleet-arbitraries.ts";
import { operatorAnswers, operatorRequests } from "./operator-arbitraries.ts";
import { laterAnswers, laterRequests, laterValues } from "./later-arbitraries.ts";

const requests = { ...first.requests, ...laterRequests, ...operatorRequests, ...fleetRequests };
const answers = { ...first.answers, ...laterAnswers, ...operatorAnswers, ...fleetAnswers };
const values = { ...first.values, ...laterValues };

const schemas = new Map<string, Schema>(
  Object.entries(protocol).flatMap(([name, value]) => (value instanceof z.ZodType ? [[name, value]] : [])),
);
const all: Readonly<Record<string, fc.Arbitrary<unknown>>> = { ...requests, ...answers, ...values };
const named = (table: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  Object.entries(table).map(([name, valid]) => ({ name, valid, schema: schemas.get(name) as Schema }));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const viaJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test("every schema is known to these tests", () => {
  expect(Object.keys(all).sort()).toEqual([...schemas.keys()].sort());
});

describe.each(named(all))("$name", ({ valid, schema }) => {
  test("takes what the contract allows and keeps its values, before and after JSON", () => {
    fc.assert(
      fc.property(valid, (value) => {
        const parsed = parse(schema, value);
        expect(parsed).toMatchObject({ ok: true });
        if (!parsed.ok) return;
        expect(parse(schema, viaJson(value))).toEqual(parsed);
        if (isObject(value) && isObject(parsed.value)) {
          for (const [key, kept] of Object.entries(value)) {
            const isQueryNumber = typeof parsed.value[key] === "number" && typeof kept === "string";
            expect(isQueryNumber ? String(parsed.value[key]) : parsed.value[key]).toEqual(
              withDefaults(kept, parsed.value[key]),
            );
          }
        } else expect(parsed.value).toEqual(value);
      }),
    );
  });

  test("answers any JSON with a value or with problems", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => expectWellFormed(schema, value)));
  });

  test("answers a damaged value with a value or with problems", () => {
    fc.assert(
      fc.property(valid, fc.jsonValue(), fc.nat(), (value, other, place) => {
        expectWellFormed(schema, replaced(viaJson(value), place, other));
      }),
    );
  });

  test("is a JSON Schema", () => {
    expect(z.toJSONSchema(schema, { io: "input" })).toHaveProperty("$schema");
  });
});

/** The jobs of a batch have their defaults filled in: what was given must still be there. */
function withDefaults(given: unknown, parsed: unknown): unknown {
  if (!Array.isArray(given) || !Array.isArray(parsed)) return given;
  return given.map((item: unknown, index) => {
    const filled: unknown = parsed[index];
    return isObject(item) && isObject(filled) ? { ...filled, ...item } : item;
  });
}

function expectWellFormed(schema: Schema, value: unknown): void {
  const parsed = parse(schema, value);
  if (parsed.ok) return;
  expect(parsed.errors.length).toBeGreaterThan(0);
  for (const { path, message } of parsed.errors) {
    expect(message).toMatch(/^(missing; )?(expected |unknown field; )/);
    expect(message.length).toBeLessThan(300);
    expect(path.length).toBeLessThan(1000);
  }
  expect(new Set(parsed.errors.map((error) => JSON.stringify(error))).size).toBe(parsed.errors.length);
}

/** The value with one of its parts, at any depth, replaced. */
function replaced(value: unknown, place: number, other: unknown): unknown {
  let left = place % countParts(value);
  const walk = (part: unknown): unknown => {
    if (left-- === 0) return other;
    if (Array.isArray(part)) return part.map(walk);
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value);
}

function countParts(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + countParts(part), 1);
}

/** Where any key may stand: others' own data. */
const FREE = new Set(["payload", "result", "labels", "context"]);

/** Every object in a value that has a fixed set of fields, with the path to it. */
function* objectsIn(value: unknown, path = ""): Generator<{ object: Record<string, unknown>; path: string }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* objectsIn(item, `${path}[${index}]`);
  } else if (isObject(value)) {
    yield { object: value, path };
    for (const [key, inner] of Object.entries(value)) {
      if (!FREE.has(key)) yield* objectsIn(inner, path === "" ? key : `${path}.${key}`);
    }
  }
}

const unknownKey = fc.string({ unit: fc.constantFrom("x", "y", "z", "_"), minLength: 1, maxLength: 20 });

describe.each(named(requests))("a request, $name,", ({ valid, schema, name }) => {
  test("with an unknown key at any depth is refused, and the key is named", () => {
    fc.assert(
      fc.property(valid, fc.nat(), unknownKey, fc.jsonValue(), (value, place, key, content) => {
        const copy = viaJson(value);
        // A lease may grow: what is asked of a worker is strict around it.
        const objects = [...objectsIn(copy)].slice(0, name === "LeasePush" ? 1 : undefined);
        const { object, path } = objects[place % objects.length] as (typeof objects)[number];
        object[key] = content;
        const parsed = parse(schema, copy);
        const problem = {
          path: path === "" ? key : `${path}.${key}`,
          message: expect.stringMatching(/^unknown field; remove it \(known are /) as string,
        };
        expect(parsed).toEqual({ ok: false, errors: [problem] });
      }),
    );
  });
});

describe.each(named(answers))("an answer, $name,", ({ valid, schema }) => {
  test("with unknown keys everywhere is understood as without them", () => {
    fc.assert(
      fc.property(valid, unknownKey, fc.jsonValue(), (value, key, content) => {
        const copy = viaJson(value);
        const objects = [...objectsIn(copy)];
        for (const { object } of objects) object[key] = content;
        expect(parse(schema, copy)).toEqual(parse(schema, value));
      }),
    );
  });
});
