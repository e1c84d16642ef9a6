import { placeOf, type Origin } from "./layers/origin.ts";
import type { Environment } from "./layers/variables.ts";
import { describePlace, kindOf, type ConfigProblem } from "./problem.ts";
import type { Schema } from "./schema/compile.ts";
import { suggest } from "./suggest.ts";

/** A variable with the prefix that nobody knows. Its value is not told. */
export interface UnknownVariable {
  readonly name: string;
  /** The variable that was probably meant. */
  readonly meant: string | undefined;
  readonly origin: Origin;
}

/** The variables with the prefix that are neither in the schema nor in `alsoKnown`. */
export function findUnknownVariables(
  { prefix, entries, fileVariable }: Schema,
  env: Environment,
  origin: Origin,
  alsoKnown: readonly string[] = [],
): readonly UnknownVariable[] {
  // Without a prefix all variables of the machine would be suspects.
  if (prefix === "") return [];
  const known = [...[...entries.values()].map(({ variable }) => variable), fileVariable, ...alsoKnown];
  // The prefix, alike in all, would make every name look close to every other.
  const tail = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && env[name] !== undefined && !known.includes(name))
    .map((name) => {
      const tails = known.filter((each) => each.startsWith(prefix)).map(tail);
      const meant = suggest(tail(name), tails);
      return { name, meant: meant === undefined ? undefined : prefix + meant, origin };
    });
}

/** An unknown variable as a line of text. */
export function describeUnknown({ name, meant, origin }: UnknownVariable): string {
  const place = placeOf(origin, "", name);
  const at = place.file === undefined ? "" : ` (${describePlace(place)})`;
  return `${name}${at} is no known variable and was ignored${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

/** The same as a problem, for those who want no unknown variables. */
export function unknownProblem({ name, meant, origin }: UnknownVariable): ConfigProblem {
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  return {
    variable: name,
    path: "",
    ...placeOf(origin, "", name),
    received: "***",
    kind: kindOf(""),
    expected: `the name of a known variable${hint}`,
    example: "",
  };
}
