import type { Placed } from "./layers/origin.ts";
import type { Schema } from "./schema/compile.ts";
import { showValue, writeValue } from "./secrets.ts";

/** A value that is another than before. */
export interface ConfigChange {
  readonly variable: string;
  readonly path: string;
  /** As its variable would hold it; `""` for none, secrets are `"***"`. */
  readonly before: string;
  readonly after: string;
}

/** The values that differ, in the order of the schema. */
export function findChanges(
  { entries }: Schema,
  before: ReadonlyMap<string, Placed>,
  after: ReadonlyMap<string, Placed>,
): readonly ConfigChange[] {
  return [...entries.values()].flatMap(({ path, variable, field }) => {
    const [old, now] = [before.get(path)?.value, after.get(path)?.value];
    if (writeValue(field, old) === writeValue(field, now)) return [];
    return [{ variable, path, before: showValue(field, old), after: showValue(field, now) }];
  });
}
