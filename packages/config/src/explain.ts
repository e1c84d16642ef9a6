import { freezeCopy } from "./assemble.ts";
import { placeOf } from "./layers/origin.ts";
import { isRecord } from "./layers/object.ts";
import { describePlace, type Place } from "./problem.ts";
import type { Resolution } from "./resolve.ts";
import type { Schema } from "./schema/compile.ts";
import { redactValue, showValue } from "./secrets.ts";

/** One value of a configuration and where it came from. */
export interface ExplainedValue extends Place {
  readonly variable: string;
  readonly path: string;
  /** The value as its variable would hold it; secrets are `"***"`. */
  readonly value: string;
}

/** Each value of a resolution, and the layer that it came from. */
export function explainValues({ entries }: Schema, { values }: Resolution): readonly ExplainedValue[] {
  return [...entries.values()].flatMap(({ path, variable, field }) => {
    const placed = values.get(path);
    if (placed === undefined) return [];
    return [
      { variable, path, value: showValue(field, placed.value), ...placeOf(placed.origin, path, variable) },
    ];
  });
}

/** Explained values as aligned lines of text, fit for a log at start-up. */
export function renderExplanation(values: readonly ExplainedValue[]): string {
  const nameWidth = Math.max(0, ...values.map(({ variable }) => variable.length));
  const valueWidth = Math.max(0, ...values.map(({ value }) => value.length));
  return values
    .map((value) => {
      const from = describePlace(value).replaceAll('"', "");
      return `${value.variable.padEnd(nameWidth)}  ${value.value.padEnd(valueWidth)}  ${from}`;
    })
    .join("\n");
}

/** A frozen copy in which every secret is masked, to be shown or logged; not to be run with. */
export function redactObject<T>({ entries }: Schema, config: T): T {
  const copy = (section: string, value: unknown): unknown =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mask(`${section}.${key}`, each)]))
      : mask(section, value);
  const mask = (path: string, value: unknown): unknown => {
    const entry = entries.get(path);
    // What the schema does not know may be anything.
    return entry === undefined ? "***" : redactValue(entry.field, value);
  };
  const redacted = Object.entries(config as object).map(([key, value]) => [key, copy(key, value)]);
  return freezeCopy(Object.fromEntries(redacted)) as T;
}
