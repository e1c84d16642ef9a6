import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as protocol from "../src/index.ts";
import { openApiDocument, parse, PROBLEM_TYPE } from "../src/index.ts";
import { endpoints } from "../src/openapi/document.ts";

const document = openApiDocument({ version: "1.2.3" });

/** Every value of every `$ref`, wherever it stands. */
function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    key === "$ref" && typeof part === "string" ? [part] : refsIn(part),
  );
}

test("is OpenAPI 3.1 with what it must have", () => {
  expect(document).toMatchObject({
    openapi: "3.1.0",
    info: { title: "Pigeon hub", version: "1.2.3" },
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  });
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

test("every reference leads to a schema", () => {
  const refs = new Set(refsIn(document));
  expect(refs.size).toBeGreaterThan(20);
  for (const ref of refs) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(ref)?.[1] ?? "";
    expect(document.components.schemas, ref).toHaveProperty(name);
  }
});

test("has every schema of the package by its name, queries aside", () => {
  const names = Object.entries(protocol).flatMap(([name, value]) =>
    value instanceof z.ZodType && !name.endsWith("Query") && name !== "Labels" ? [name] : [],
  );
  expect(Object.keys(document.components.schemas).sort()).toEqual(names.sort());
});

test("requests refuse unknown fields, and answers may grow", () => {
  const { schemas } = document.components;
  expect(schemas["JobSpec"]).toMatchObject({ additionalProperties: false, required: ["type"] });
  expect(schemas["Job"]).not.toHaveProperty("additionalProperties");
});

test("a query's numbers are numbers, with bounds and defaults", () => {
  const { parameters } = document.paths["/v1/jobs"]?.["get"] ?? { parameters: [] };
  expect(parameters).toContainEqual({
    name: "limit",
    in: "query",
    required: false,
    schema: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
  });
});

test("ids are given once", () => {
  const ids = endpoints.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s",
  (_name, endpoint) => {
    const operation = document.paths[endpoint.path]?.[endpoint.method];

    test("has each of its path's parameters, and no others", () => {
      const named = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = operation?.parameters.filter((each) => each.in === "path") ?? [];
      expect(inPath.map(({ name }) => name)).toEqual(named);
      expect(inPath.every(({ required }) => required)).toBe(true);
    });

    test("says who may call it, and what it answers to those who may not", () => {
      const open = endpoint.roles === "anyone";
      expect(operation?.security).toEqual(open ? [] : [{ token: [] }]);
      expect("401" in (operation?.responses ?? {})).toBe(!open);
    });

    test("has a success and problems in the form of RFC 9457", () => {
      const statuses = Object.keys(operation?.responses ?? {});
      expect(statuses.some((status) => status.startsWith("2"))).toBe(true);
      for (const [status, response] of Object.entries(operation?.responses ?? {}))
        if (status >= "400") expect(Object.keys(response.content ?? {})).toEqual([PROBLEM_TYPE]);
    });

    test("has examples that its schemas take", () => {
      const { body, example, answers } = endpoint;
      if (example?.body !== undefined) {
        expect(body).toBeDefined();
        if (body !== undefined) expect(parse(body, example.body)).toMatchObject({ ok: true });
      }
      if (body !== undefined) expect(example?.body).toBeDefined();
      if (example?.answer === undefined) return;
      for (const { schema } of Object.values(answers))
        if (schema !== undefined) expect(parse(schema, example.answer)).toMatchObject({ ok: true });
    });
  },
);
