import { problemAt, structureProblem, type ConfigProblem, type Origin } from "./problem.ts";
import type { ConfigPath } from "./shape.ts";
import { didYouMean } from "./suggest.ts";
import { paths, variableAt, type Variable } from "./variables.ts";

/** The good values that one layer brings, and the problems of its others. */
export interface Layer {
  readonly origin: Origin;
  readonly values: ReadonlyMap<ConfigPath, unknown>;
  readonly problems: readonly ConfigProblem[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables of the table. White space around a value is dropped, and an empty one is unset. */
export function readEnvironment(env: Environment): Layer {
  const draft = new Draft({ source: "environment" });
  for (const path of paths) {
    const { name, kind } = variableAt(path);
    const text: unknown = env[name];
    const value = typeof text === "string" ? text.trim() : text;
    if (value !== undefined && value !== "") draft.add(path, value, kind.codec);
  }
  return draft;
}

// Top-level keys of a configuration; "env" is a value, the others are sections of values.
const sections: ReadonlyMap<string, readonly string[]> = Map.groupBy(
  paths.filter((path) => path !== "env"),
  (path) => path.slice(0, path.indexOf(".")),
);

/** Reads an object shaped like the configuration, of which any part may be absent or undefined. */
export function readObject(input: unknown, origin: Origin): Layer {
  const draft = new Draft(origin);
  const allowed = [...sections.keys(), origin.source === "profile" ? "extends" : "env"];
  if (!isRecord(input)) {
    draft.refuse("", input, `an object with any of ${allowed.join(", ")}`);
    return draft;
  }
  for (const [key, value] of Object.entries(input)) {
    const known = sections.get(key);
    if (!allowed.includes(key)) {
      draft.refuse(key, value, `one of the keys ${allowed.join(", ")}${didYouMean(key, allowed)}`);
    } else if (key === "env" && value !== undefined) {
      draft.add("env", value);
    } else if (known !== undefined && value !== undefined) {
      readSection(draft, key, value, known);
    }
  }
  return draft;
}

function readSection(draft: Draft, section: string, input: unknown, known: readonly string[]): void {
  const keys = known.map((path) => path.slice(section.length + 1));
  if (!isRecord(input)) {
    draft.refuse(section, input, `an object with any of ${keys.join(", ")}`);
    return;
  }
  for (const [key, value] of Object.entries(input)) {
    const path = `${section}.${key}`;
    if (!keys.includes(key)) {
      draft.refuse(path, value, `one of the keys ${keys.join(", ")}${didYouMean(key, keys)}`);
    } else if (value !== undefined) {
      draft.add(path as ConfigPath, value);
    }
  }
}

class Draft implements Layer {
  readonly origin: Origin;
  readonly values: Map<ConfigPath, unknown> = new Map();
  readonly problems: ConfigProblem[] = [];

  constructor(origin: Origin) {
    this.origin = origin;
  }

  /** Keeps the value if it is good: judged by `codec` where it is text, else by the value's own schema. */
  add(path: ConfigPath, value: unknown, codec?: Variable<unknown>["kind"]["codec"]): void {
    const { kind } = variableAt(path);
    const result = (codec ?? kind.codec.def.out).safeParse(value);
    if (result.success) {
      this.values.set(path, result.data);
      return;
    }
    // Only the lists' own checks tell more than the kind does: which entry is wrong, and how.
    const told = result.error.issues.filter((issue) => issue.code === "custom" && issue.path.length > 0);
    const expectations = told.length > 0 ? told.map((issue) => issue.message) : [kind.expected];
    this.problems.push(...expectations.map((expected) => problemAt(path, this.origin, value, expected)));
  }

  refuse(path: string, value: unknown, expected: string): void {
    this.problems.push(structureProblem(path, this.origin, value, expected));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
