import type { Field } from "./field.ts";

/** A good value as its variable would hold it, secrets and all; `""` where there is none. */
export function writeValue({ kind }: Field<unknown>, value: unknown): string {
  return value === undefined ? "" : kind.write(value);
}

/** The same with secrets masked. */
export function showValue(field: Field<unknown>, value: unknown): string {
  const text = writeValue(field, value);
  if (text === "") return "";
  return field.secret ? "***" : (field.kind.mask?.(text) ?? text);
}

/** A good value in its own type as far as that shows no secret. */
export function redactValue({ kind, secret }: Field<unknown>, value: unknown): unknown {
  if (value === undefined || (!secret && kind.redact === undefined)) return value;
  // What the redacted form of a secret text would show is part of the secret.
  return secret && typeof value === "string" ? "***" : (kind.redact?.(value) ?? "***");
}
