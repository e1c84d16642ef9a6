import { z } from "zod";
import * as alerts from "../alerts.ts";
import * as audit from "../audit.ts";
import * as errors from "../errors.ts";
import * as events from "../events.ts";
import { Id, JobType, Time } from "../fields.ts";
import * as fleet from "../fleet.ts";
import * as history from "../history.ts";
import * as jobs from "../job.ts";
import * as operations from "../operations.ts";
import { Problem } from "../problem.ts";
import * as settings from "../settings.ts";
import * as workers from "../worker.ts";

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const registry = z.registry<{ id?: string }>();
const named = {
  Id,
  JobType,
  Time,
  Problem,
  ...alerts,
  ...audit,
  ...errors,
  ...events,
  ...fleet,
  ...history,
  ...jobs,
  ...operations,
  ...settings,
  ...workers,
};
for (const [id, schema] of Object.entries<unknown>(named)) {
  // Queries are spelled out as parameters.
  if (schema instanceof z.ZodType && !id.endsWith("Query")) registry.add(schema, { id });
}

/** The contract's schemas by name, each referring to the others. */
export function componentSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, { io: "input", uri: refTo, override: simplify });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _schema, $id: _id, ...schema }]) => [id, schema]),
  );
}

/** A reference to one of them. */
export function schemaRef(schema: z.ZodType): JsonSchema {
  const id = registry.get(schema)?.id;
  if (id === undefined) throw new Error("an endpoint has a schema without a name");
  return { $ref: refTo(id) };
}

/** The fields of a query, as they are once read: numbers as numbers, with their defaults. */
export function querySchemas(query: z.ZodObject): [name: string, schema: JsonSchema][] {
  const { properties = {} } = z.toJSONSchema(query, { io: "output", override: simplify });
  return Object.entries(properties).flatMap(([name, schema]) =>
    typeof schema === "object" ? [[name, schema as JsonSchema]] : [],
  );
}

function refTo(id: string): string {
  return `#/components/schemas/${id}`;
}

/** Leaves out what only makes the document harder to read: what a format says, and bounds of any integer. */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
