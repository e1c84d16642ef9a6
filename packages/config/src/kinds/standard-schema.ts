import { toJSONSchema, type $ZodType } from "zod/v4/core";

import type { JsonSchema } from "../docs/json-schema.ts";

/**
 * The part of the Standard Schema interface (standardschema.dev, version 1) that is used here, with the
 * JSON Schema that zod adds. A schema that changes the type of a value is none of these: what a file or code
 * gives and what the configuration holds must be the same.
 */
export interface ValueSchema<V> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<V> | Promise<SchemaResult<V>>;
    readonly jsonSchema?:
      | { readonly input: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown> }
      | undefined;
    readonly types?: { readonly input: V; readonly output: V } | undefined;
  };
}

/** What a schema made of a value. */
export type SchemaResult<V> =
  | { readonly value: V; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** What a schema found wrong with a value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** True for `z.coerce`, which reads "" as 0 and "false" as true. */
export function coerces(schema: object): boolean {
  const { _zod: internals } = schema as { _zod?: { def?: { coerce?: unknown } } };
  return internals?.def?.coerce === true;
}

/** The schema as JSON Schema, as far as it can be told; `{}` takes anything. */
export function jsonOf(schema: ValueSchema<unknown>): JsonSchema {
  const { jsonSchema } = schema["~standard"];
  try {
    const { $schema: _, ...json } = jsonSchema?.input({ target: "draft-2020-12" }) ?? describeZod(schema);
    return json;
  } catch {
    // zod throws for what JSON Schema cannot say, such as a Date.
    return {};
  }
}

// zod/mini has the interface without its JSON Schema.
function describeZod(schema: object): Record<string, unknown> {
  return "_zod" in schema ? toJSONSchema(schema as $ZodType, { io: "input" }) : {};
}
