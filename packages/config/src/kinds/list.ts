import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import type { JsonSchema } from "../docs/json-schema.ts";
import { splitList } from "../list.ts";
import { kindOf, type Kind } from "./kind.ts";
import type { ValueSchema } from "./standard-schema.ts";

/** What a field of lists can be given. */
export interface ListOptions<V> extends FieldOptions<readonly V[]> {
  /** Fewest entries. Default: 0. */
  readonly minLength?: number;
  /** Most entries. Default: any number. */
  readonly maxLength?: number;
  /** True to refuse an entry that occurred before. Default: false. */
  readonly unique?: boolean;
}

/** Entries of another field, as text separated by commas: `list(integer({ min: 1 }))` reads `1, 2, 3`. */
export function list<V>(entry: Field<V>, options: ListOptions<V> = {}): Field<readonly V[]> {
  const { kind: each } = entry;
  const hidden = entry.secret || options.secret === true;
  const expected = `a list separated by commas, each entry ${each.expected}`;
  const kind = kindOf<readonly V[]>({
    schema: listSchema(each, options),
    expected,
    example: entry.example,
    json: () => listJson(each, options),
    read: (text) => splitList(text).map((part) => each.read(part)),
    readEntry: (text) => each.read(text),
    write: (values) => values.map((value) => each.write(value)).join(","),
    tell: (value, issues) => (Array.isArray(value) ? issues.map(({ message }) => message) : [expected]),
    ...(each.mask === undefined
      ? {}
      : {
          mask: (text) =>
            splitList(text)
              .map((part) => each.mask?.(part) ?? "***")
              .join(","),
        }),
    ...(hidden ? { redact: (values) => values.map(() => "***") } : {}),
    ...(hidden || each.redact === undefined
      ? {}
      : { redact: (values) => values.map((value) => each.redact?.(value)) }),
  });
  return makeField(kind, { ...options, secret: hidden }, { minLength: true, maxLength: true, unique: true });
}

function listSchema<V>(each: Kind<V>, options: ListOptions<V>): ValueSchema<readonly V[]> {
  const { minLength = 0, maxLength = Infinity, unique = false } = options;
  // What judges an entry is any schema with the standard interface, and need not be one of zod's.
  const entries = z.array(z.unknown()).check((context) => {
    const seen = new Map<string, number>();
    const refuse = (message: string, path: number[]): void => {
      context.issues.push({ code: "custom", message, input: undefined, path });
    };
    for (const [index, entry] of context.value.entries()) {
      const at = `entry ${index + 1} to be`;
      const verdict = each.check(entry);
      if (!verdict.ok) {
        for (const what of verdict.expected) refuse(`${at} ${what}`, [index]);
        continue;
      }
      context.value[index] = verdict.value;
      const text = each.write(verdict.value);
      const first = seen.get(text) ?? index;
      seen.set(text, first);
      if (unique && first !== index) refuse(`${at} another than entry ${first + 1}`, [index]);
    }
    if (context.value.length < minLength) refuse(`at least ${minLength} entries`, []);
    if (context.value.length > maxLength) refuse(`at most ${maxLength} entries`, []);
  });
  return entries as unknown as ValueSchema<readonly V[]>;
}
function listJson<V>(each: Kind<V>, { minLength, maxLength, unique }: ListOptions<V>): JsonSchema {
  return {
    type: "array",
    items: each.json(),
    ...(minLength === undefined ? {} : { minItems: minLength }),
    ...(maxLength === undefined ? {} : { maxItems: maxLength }),
    ...(unique === true ? { uniqueItems: true } : {}),
  };
}
