import { makeField, type Field, type FieldOptions } from "../field.ts";
import { splitList } from "../list.ts";
import type { Kind, Verdict } from "./kind.ts";

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
  const kind: Kind<readonly V[]> = {
    expected,
    example: entry.example,
    json: listJson(each, options),
    read: (text) => splitList(text).map((part) => each.read(part)),
    readEntry: (text) => each.read(text),
    write: (values) => values.map((value) => each.write(value)).join(","),
    check: (value) =>
      Array.isArray(value) ? checkEntries(value, each, options) : { ok: false, expected: [expected] },
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
  };
  return makeField(kind, { ...options, secret: hidden });
}

function checkEntries<V>(
  entries: readonly unknown[],
  each: Kind<V>,
  options: ListOptions<V>,
): Verdict<readonly V[]> {
  const { minLength = 0, maxLength = Infinity, unique = false } = options;
  const expected: string[] = [];
  const values: V[] = [];
  const seen = new Map<string, number>();
  // Not entries.map, which skips the holes of a sparse array.
  for (let index = 0; index < entries.length; index += 1) {
    const at = `entry ${index + 1}`;
    const verdict = each.check(entries[index]);
    if (!verdict.ok) {
      expected.push(...verdict.expected.map((what) => `${at} to be ${what}`));
      continue;
    }
    const text = each.write(verdict.value);
    const first = seen.get(text) ?? index;
    seen.set(text, first);
    if (unique && first !== index) expected.push(`${at} to be another than entry ${first + 1}`);
    values.push(verdict.value);
  }
  if (entries.length < minLength) expected.push(`at least ${minLength} entries`);
  if (entries.length > maxLength) expected.push(`at most ${maxLength} entries`);
  return expected.length === 0 ? { ok: true, value: values } : { ok: false, expected };
}

function listJson<V>(each: Kind<V>, { minLength, maxLength, unique }: ListOptions<V>): Kind<V>["json"] {
  return {
    type: "array",
    items: each.json,
    ...(minLength === undefined ? {} : { minItems: minLength }),
    ...(maxLength === undefined ? {} : { maxItems: maxLength }),
    ...(unique === true ? { uniqueItems: true } : {}),
  };
}
