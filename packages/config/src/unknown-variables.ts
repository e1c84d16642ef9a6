import type { Environment } from "./layers.ts";
import { suggest } from "./suggest.ts";
import { paths, variableAt } from "./variables.ts";

const prefix = "PIGEON_";

/** A warning for each `PIGEON_*` variable that is neither in the table nor in `alsoKnown`. Values are not shown. */
export function findUnknownVariables(env: Environment, alsoKnown: readonly string[] = []): readonly string[] {
  const known = [...paths.map((path) => variableAt(path).name), ...alsoKnown];
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && env[name] !== undefined && !known.includes(name))
    .map((name) => {
      // The prefix, alike in all, would make every name look close to every other.
      const meant = suggest(withoutPrefix(name), known.map(withoutPrefix));
      const hint = meant === undefined ? "" : `; did you mean ${prefix}${meant}?`;
      return `${name} is no variable of Pigeon and was ignored${hint}`;
    });
}

function withoutPrefix(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
