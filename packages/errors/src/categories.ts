import { DEFAULT_SEVERITY } from "./classification.ts";
import { CATEGORIES } from "./vocabulary.ts";
import type { ErrorCategory, ErrorKind, Severity } from "./vocabulary.ts";

/** A category of the user's own, with the severities its errors have by default. */
export interface CategoryDefinition<Custom extends string> {
  /** 1 to 64 characters, and none of the built-in names. */
  name: Custom;
  /** The built-in category whose severities it has where `severities` says nothing. Default "job". */
  like?: ErrorCategory | undefined;
  /** Severity by kind of error. */
  severities?: Readonly<Partial<Record<ErrorKind, Severity>>> | undefined;
}

/** The categories of one tracker, and how bad an error of each kind is in them. */
export interface Categories {
  readonly names: readonly string[];
  readonly severityOf: (category: string, kind: ErrorKind) => Severity;
}

export function categoriesOf(
  custom: readonly (string | CategoryDefinition<string>)[] | undefined = [],
): Categories {
  const definitions = custom.map((entry) => (typeof entry === "string" ? { name: entry } : entry));
  const byName = new Map<string, CategoryDefinition<string>>(definitions.map((entry) => [entry.name, entry]));
  return {
    names: [...CATEGORIES, ...byName.keys()],
    severityOf(category, kind) {
      const definition = byName.get(category);
      const row = definition === undefined ? (category as ErrorCategory) : (definition.like ?? "job");
      return definition?.severities?.[kind] ?? DEFAULT_SEVERITY[kind][row];
    },
  };
}
