import { problemAt } from "../problem.ts";
import type { Schema } from "../schema/compile.ts";
import { Draft, type Layer } from "./layer.ts";
import type { Origin } from "./origin.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables of the schema. White space around a value is dropped, and an empty one is unset. */
export function readVariables(schema: Schema, env: Environment, origin: Origin): Layer {
  const draft = new Draft(origin);
  for (const entry of schema.entries.values()) {
    // A variable may be named "constructor" or "toString", which every object inherits.
    const given: unknown = Object.hasOwn(env, entry.variable) ? env[entry.variable] : undefined;
    const text = typeof given === "string" ? given.trim() : given;
    if (text === undefined || text === "") continue;
    if (typeof text === "string") draft.add(entry, entry.field.kind.read(text), text);
    // Plain JavaScript may pass a number in `env`; process.env never does.
    else draft.problems.push(problemAt(entry, origin.place, text, entry.field.kind.expected));
  }
  return draft;
}
