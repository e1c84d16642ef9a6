import type { JsonSchema } from "../docs/json-schema.ts";
import { jsonOf, type SchemaIssue, type ValueSchema } from "./standard-schema.ts";

/** What a kind makes of a value: the good value, or what it would have to be, each to complete "expected …". */
export type Verdict<V> =
  | { readonly ok: true; readonly value: V }
  | { readonly ok: false; readonly expected: readonly string[] };

/** One kind of value: a schema, how its values are written as text, and how to say which are good. */
export interface Kind<V> {
  /** Judges values; text is read before. */
  readonly schema: ValueSchema<V>;
  /** Completes "expected …". */
  readonly expected: string;
  /** A good value, as text. */
  readonly example: string;
  /** What a text stands for. Text of another form is given back as it is, for the schema to refuse. */
  read(text: string): unknown;
  /** The same for one entry, where the value is a list: a file may hold entries as text. */
  readEntry?(text: string): unknown;
  /** The text that `read` makes the value of. */
  write(value: V): string;
  check(value: unknown): Verdict<V>;
  /** The values that a JSON, YAML or TOML file may hold. */
  json(): JsonSchema;
  /** A form of any text, good or not, that shows no secret. */
  mask?(text: string): string;
  /** A form of a good value that shows no secret. */
  redact?(value: V): unknown;
}

/** What a kind is made of; the rest follows from its schema. */
export interface KindParts<V> extends Omit<Kind<V>, "check" | "json"> {
  /** Default: the schema as JSON Schema. */
  readonly json?: () => JsonSchema;
  /** What the schema's issues with a value say is expected. Default: the words of `expected`. */
  readonly tell?: (value: unknown, issues: readonly SchemaIssue[]) => readonly string[];
}

/** @throws {TypeError} from `check`, if the schema is asynchronous. */
export function kindOf<V>({ tell, ...parts }: KindParts<V>): Kind<V> {
  const { schema, expected } = parts;
  return {
    json: () => jsonOf(schema),
    ...parts,
    check(value) {
      const result = schema["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError("The schema of a field must not be asynchronous");
      if (result.issues === undefined) return { ok: true, value: result.value };
      return { ok: false, expected: tell?.(value, result.issues) ?? [expected] };
    },
  };
}

/** " from 1 to 9", " of at least 1", " of at most 9" or nothing. */
export function describeRange(min: string | undefined, max: string | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
