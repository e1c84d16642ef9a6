import { isRecord } from "../layers/object.ts";
import { checkProfiles } from "../profiles.ts";
import { describeProblem } from "../problem.ts";
import type { Definition, Schema } from "./compile.ts";

const nameForm = /^[a-z][A-Za-z0-9]*$/;
const variableForm = /^[A-Za-z_][A-Za-z0-9_]*$/;
const taken: ReadonlySet<string> = new Set(["env", "profiles", "extends"]);

/**
 * @throws {TypeError} with all that is wrong with a definition: names twice, defaults and examples that
 * are not good themselves, rules on unknown paths, profiles that do not fit.
 */
export function checkDefinition(definition: Definition, schema: Schema): void {
  const problems = [
    ...namesOf(definition),
    ...variablesOf(schema),
    ...valuesOf(schema),
    ...rulesOf(schema),
    ...checkProfiles(schema, [{ profiles: schema.profiles }]).map(describeProblem),
  ];
  refuse(problems);
}

/** @throws {TypeError} with all that is no prefix, section or field at all. */
export function checkShape({ prefix, sections }: Definition): void {
  const problems: string[] = [];
  if (typeof prefix !== "string") problems.push("prefix: expected a text");
  if (!Array.isArray(sections)) problems.push("sections: expected a list of what defineSection() makes");
  for (const [index, section] of Array.isArray(sections) ? sections.entries() : []) {
    const given: unknown = section;
    if (!isRecord(given) || !isRecord(given["fields"])) {
      problems.push(`sections[${index}]: expected what defineSection() makes`);
      continue;
    }
    for (const [key, field] of Object.entries(given["fields"])) {
      if (isRecord(field) && isRecord(field["kind"])) continue;
      problems.push(`section ${String(given["name"])}: ${key} is no field, such as integer() or text()`);
    }
  }
  refuse(problems);
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new TypeError(["The definition of the configuration has problems:", ...problems].join("\n  - "));
  }
}

function* namesOf({ prefix, sections }: Definition): Iterable<string> {
  if (prefix !== "" && !variableForm.test(prefix)) {
    yield `prefix: expected capitals, digits and underscores, received ${JSON.stringify(prefix)}`;
  }
  const seen = new Set(taken);
  for (const { name, fields } of sections) {
    if (seen.has(name)) yield `section ${name}: the name is taken`;
    seen.add(name);
    for (const each of [name, ...Object.keys(fields)]) {
      if (!nameForm.test(each)) {
        yield `section ${name}: ${JSON.stringify(each)} is no name; letters and digits, the first a small letter`;
      }
    }
  }
}

function* variablesOf({ entries, fileVariable }: Schema): Iterable<string> {
  const seen = new Map([[fileVariable, "the configuration file"]]);
  for (const { path, variable } of entries.values()) {
    const first = seen.get(variable);
    if (first !== undefined) yield `${path}: its variable ${variable} is also that of ${first}`;
    if (!variableForm.test(variable)) yield `${path}: ${JSON.stringify(variable)} cannot name a variable`;
    seen.set(variable, path);
  }
}

function* valuesOf({ entries }: Schema): Iterable<string> {
  for (const { path, field } of entries.values()) {
    const { kind, example } = field;
    if (field.default !== undefined) {
      const verdict = kind.check(field.default);
      if (!verdict.ok) yield `${path}: its default must be ${verdict.expected.join(" and ")}`;
    }
    if (example !== "" && !kind.check(kind.read(example)).ok)
      yield `${path}: its example must be ${kind.expected}`;
  }
}

function* rulesOf({ rules, entries }: Schema): Iterable<string> {
  for (const path of rules.flatMap((rule) => rule.between)) {
    if (!entries.has(path)) yield `a rule is between ${path} and others, but there is no such value`;
  }
}
