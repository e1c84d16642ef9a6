import type { Field } from "../src/index.ts";

/** The value that a text stands for, or "refused". */
export function fromText<V>({ kind }: Field<V>, text: string): unknown {
  return fromCode({ kind }, kind.read(text));
}

/** The value that code gives, or "refused". */
export function fromCode<V>({ kind }: Pick<Field<V>, "kind">, value: unknown): unknown {
  const verdict = kind.check(value);
  return verdict.ok ? verdict.value : "refused";
}

/** What is expected instead of a text, if it is not good. */
export function refusals<V>({ kind }: Field<V>, text: string): readonly string[] {
  const verdict = kind.check(kind.read(text));
  return verdict.ok ? [] : verdict.expected;
}
