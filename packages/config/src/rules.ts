import { placeOf, type Placed } from "./layers/origin.ts";
import { nest } from "./assemble.ts";
import { problemAt, type ConfigProblem } from "./problem.ts";
import { showValue } from "./secrets.ts";
import type { Schema } from "./schema/compile.ts";
import type { AnyRule } from "./schema/rule.ts";
import type { ConfigSource } from "./shape.ts";

const strength: readonly ConfigSource[] = [
  "default",
  "profile",
  "file",
  "env-file",
  "environment",
  "override",
];

/**
 * Rules between values. Of those that disagree the one from the strongest layer is blamed, since it was
 * set against values that were already there.
 */
export function checkRules(
  schema: Schema,
  values: ReadonlyMap<string, Placed>,
  broken: ReadonlySet<string>,
): readonly ConfigProblem[] {
  if (schema.rules.length === 0) return [];
  const config = nest(values);
  return schema.rules.flatMap((rule) => {
    // A value that was refused stands at a weaker layer's value here, which says nothing about the rule.
    const told = rule.between.every((path) => !broken.has(path) && values.get(path)?.value !== undefined);
    return told ? checkRule(rule, config, schema, values) : [];
  });
}

function checkRule(
  rule: AnyRule,
  config: object,
  { entries }: Schema,
  values: ReadonlyMap<string, Placed>,
): readonly ConfigProblem[] {
  const blame = rule.check(config as never, (path) => {
    const entry = entries.get(path);
    if (entry === undefined) return path;
    return `${entry.variable}, which is ${showValue(entry.field, values.get(path)?.value)}`;
  });
  if (blame === undefined) return [];
  const blamed = rule.between.flatMap((path) => {
    const [expected, entry, placed] = [blame[path], entries.get(path), values.get(path)];
    return expected === undefined || entry === undefined || placed === undefined
      ? []
      : [{ expected, entry, ...placed }];
  });
  const rank = blamed.map(({ origin }) => strength.indexOf(origin.place.source));
  const worst = blamed[rank.indexOf(Math.max(...rank))];
  if (worst === undefined) return [];
  const { entry, origin, value, expected } = worst;
  return [problemAt(entry, placeOf(origin, entry.path, entry.variable), value, expected)];
}
