import type { Kind } from "../kinds/kind.ts";
import type { Schema } from "../schema/compile.ts";
import { didYouMean } from "../suggest.ts";
import { Draft, type Layer } from "./layer.ts";
import type { Origin } from "./origin.ts";

export interface ObjectForm {
  /** Keys beside the sections that may stand at the top: `env` is a value, the others are not read here. */
  readonly also: readonly ("env" | "extends" | "profiles" | "$schema")[];
  /** True for files: text may stand for any value, as in a variable, and null is as good as absent. */
  readonly written: boolean;
}

/** Reads an object shaped like the configuration, of which any part may be absent or undefined. */
export function readObject(schema: Schema, input: unknown, origin: Origin, form: ObjectForm): Layer {
  const draft = new Draft(origin);
  const allowed: readonly string[] = [...schema.sections.keys(), ...form.also];
  if (!isRecord(input)) {
    draft.refuse("", input, `an object with any of ${allowed.join(", ")}`);
    return draft;
  }
  for (const [key, value] of Object.entries(input)) {
    if (!allowed.includes(key)) {
      draft.refuse(key, value, `one of the keys ${allowed.join(", ")}${didYouMean(key, allowed)}`);
    } else if (!isAbsent(value, form)) {
      const keys = schema.sections.get(key);
      if (keys !== undefined) readSection(schema, draft, key, value, keys, form);
      else if (key === "env") addValue(schema, draft, "env", value, form);
    }
  }
  return draft;
}

function readSection(
  schema: Schema,
  draft: Draft,
  section: string,
  input: unknown,
  keys: readonly string[],
  form: ObjectForm,
): void {
  if (!isRecord(input)) {
    draft.refuse(section, input, `an object with any of ${keys.join(", ")}`);
    return;
  }
  for (const [key, value] of Object.entries(input)) {
    const path = `${section}.${key}`;
    if (!keys.includes(key)) {
      draft.refuse(path, value, `one of the keys ${keys.join(", ")}${didYouMean(key, keys)}`);
    } else if (!isAbsent(value, form)) {
      addValue(schema, draft, path, value, form);
    }
  }
}

function addValue(schema: Schema, draft: Draft, path: string, given: unknown, { written }: ObjectForm): void {
  const entry = schema.entries.get(path);
  if (entry !== undefined) draft.add(entry, written ? readWritten(entry.field.kind, given) : given, given);
}

function readWritten(kind: Kind<unknown>, given: unknown): unknown {
  if (typeof given === "string") return kind.read(given);
  if (!Array.isArray(given)) return given;
  return given.map((each: unknown) => (typeof each === "string" ? (kind.readEntry?.(each) ?? each) : each));
}

function isAbsent(value: unknown, { written }: ObjectForm): boolean {
  return value === undefined || (written && value === null);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
