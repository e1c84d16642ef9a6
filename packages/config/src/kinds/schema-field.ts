import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf, type Kind } from "./kind.ts";
import { coerces, type SchemaIssue, type ValueSchema } from "./standard-schema.ts";

/** What a field with a schema of its own can be given. */
export interface SchemaFieldOptions<V> extends FieldOptions<V> {
  /** Completes "expected …". Default: what the schema says of the value at hand. */
  readonly expected?: string;
  /** Makes a value of a text. Default: the text, if the schema takes it, else what it says as JSON. */
  readonly read?: (text: string) => unknown;
  /** Makes a text of a value. Default: text as it is, anything else as JSON. */
  readonly write?: (value: V) => string;
}

const anything = "a value that fits its schema";

/**
 * A field judged by a zod 4 schema, or by any other with the Standard Schema interface.
 *
 * @throws {TypeError} for `z.coerce`, which takes nearly anything; later for a schema that is asynchronous.
 */
export function field<V>(schema: ValueSchema<V>, options: SchemaFieldOptions<V> = {}): Field<V> {
  if (coerces(schema)) {
    throw new TypeError('z.coerce reads "" as 0 and "false" as true: use integer(), number() or boolean()');
  }
  const { expected } = options;
  // A schema's own words may repeat the value.
  const quiet = expected !== undefined || options.secret === true;
  const kind: Kind<V> = kindOf<V>({
    schema,
    expected: expected ?? anything,
    example: "",
    read: options.read ?? ((text) => (kind.check(text).ok ? text : parseJson(text))),
    write: options.write ?? ((value) => (typeof value === "string" ? value : JSON.stringify(value))),
    ...(quiet ? {} : { tell: (_, issues) => issues.map(describeIssue) }),
  });
  return makeField(kind, options, { expected: true, read: true, write: true });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describeIssue({ message, path = [] }: SchemaIssue): string {
  const at = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
  return `${at === "" ? "a value" : `a value at ${at}`} that fits its schema (${message})`;
}
