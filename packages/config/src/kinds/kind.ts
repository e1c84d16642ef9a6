import type { JsonSchema } from "../docs/json-schema.ts";

/** What a kind makes of a value: the good value, or what it would have to be, each to complete "expected …". */
export type Verdict<V> =
  | { readonly ok: true; readonly value: V }
  | { readonly ok: false; readonly expected: readonly string[] };

/** One kind of value: how it is written as text, which values are good, and how to say so. */
export interface Kind<V> {
  /** Completes "expected …". */
  readonly expected: string;
  /** A good value, as text. */
  readonly example: string;
  /** The values that a JSON, YAML or TOML file may hold. */
  readonly json: JsonSchema;
  /** What a text stands for. Text of another form is given back as it is, for `check` to refuse. */
  read(text: string): unknown;
  /** The same for one entry, where the value is a list: a file may hold entries as text. */
  readEntry?(text: string): unknown;
  /** The text that `read` makes the value of. */
  write(value: V): string;
  check(value: unknown): Verdict<V>;
  /** A form of any text, good or not, that shows no secret. */
  mask?(text: string): string;
  /** A form of a good value that shows no secret. */
  redact?(value: V): unknown;
}

/** A kind whose values a predicate tells from others. */
export function kindOf<V>(kind: Omit<Kind<V>, "check">, isGood: (value: unknown) => value is V): Kind<V> {
  const refusal = { ok: false, expected: [kind.expected] } as const;
  return { ...kind, check: (value) => (isGood(value) ? { ok: true, value } : refusal) };
}

/** " from 1 to 9", " of at least 1", " of at most 9" or nothing. */
export function describeRange(min: string | undefined, max: string | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
