import { isRecord, readObject } from "./layers/object.ts";
import type { Layer } from "./layers/layer.ts";
import { placeOf, type Origin } from "./layers/origin.ts";
import { shorten, structureProblem, type ConfigProblem } from "./problem.ts";
import type { Schema } from "./schema/compile.ts";
import type { AnyProfiles } from "./shape.ts";
import { didYouMean } from "./suggest.ts";

/** The profiles that one place brings; a later level builds on those before it. */
export interface ProfileLevel {
  readonly profiles: AnyProfiles;
  /** The file that they stand in, if it is one. */
  readonly file?: Origin | undefined;
}

/** One step of an inheritance: what a profile brings itself. */
export interface ProfileStep {
  readonly profile: string;
  readonly values: unknown;
  readonly level: ProfileLevel;
}

/** The steps that lead to a profile, the most distant ancestor first. Stops where a parent is not usable. */
export function inherit(
  name: string,
  levels: readonly ProfileLevel[],
  below: number = levels.length,
  heirs: readonly string[] = [],
): readonly ProfileStep[] {
  const index = levels.findLastIndex(({ profiles }, at) => at < below && Object.hasOwn(profiles, name));
  const level = levels[index];
  if (level === undefined) return [];
  const values = level.profiles[name];
  const step = { profile: name, values, level };
  const parent = parentOf(values);
  // A profile starts from the weaker one of its name.
  if (parent === undefined || parent === name) return [...inherit(name, levels, index, heirs), step];
  if (typeof parent !== "string" || heirs.includes(parent)) return [step];
  return [...inherit(parent, levels, levels.length, [...heirs, name]), step];
}

/** What a step brings. */
export function readStep(schema: Schema, { profile, values, level }: ProfileStep): Layer {
  return readObject(schema, values, originOf(profile, level), {
    also: ["extends"],
    written: level.file !== undefined,
  });
}

/** All profiles from a level on are checked, so that an error in one shows before the day it is first used. */
export function checkProfiles(
  schema: Schema,
  levels: readonly ProfileLevel[],
  from = 0,
): readonly ConfigProblem[] {
  return levels.flatMap((level, index) =>
    index < from
      ? []
      : Object.entries(level.profiles).flatMap(([profile, values]) => {
          const { problems } = readStep(schema, { profile, values, level });
          const parent = checkParent(profile, levels, index);
          return parent === undefined ? problems : [parent, ...problems];
        }),
  );
}

function checkParent(
  name: string,
  levels: readonly ProfileLevel[],
  index: number,
): ConfigProblem | undefined {
  const level = levels[index];
  const parent = parentOf(level?.profiles[name]);
  if (level === undefined || parent === undefined) return undefined;
  const refuse = (expected: string): ConfigProblem => ({
    ...structureProblem("extends", placeOf(originOf(name, level), "extends"), parent, expected),
    ...(typeof parent === "string" ? { received: shorten(parent) } : {}),
  });
  if (typeof parent !== "string" || !isKnown(parent, levels)) return refuse(expectedProfile(parent, levels));
  if (parent === name) {
    return isKnown(name, levels.slice(0, index)) ? undefined : refuse("another profile than itself");
  }
  // Only the members of a circle report it, not those who merely inherit from one.
  const seen = new Set<string>();
  for (let next: string | undefined = parent; next !== undefined && !seen.has(next);) {
    if (next === name) return refuse(`a profile that does not extend ${name} in turn`);
    seen.add(next);
    next = foreignParent(next, levels);
  }
  return undefined;
}

/** The parent of another name that a profile comes to, at whichever level. */
function foreignParent(name: string, levels: readonly ProfileLevel[]): string | undefined {
  for (const { profiles } of levels.toReversed()) {
    const parent = Object.hasOwn(profiles, name) ? parentOf(profiles[name]) : undefined;
    if (typeof parent === "string" && parent !== name) return parent;
  }
  return undefined;
}

/** "one of …", with the name that was probably meant. */
export function expectedProfile(given: unknown, levels: readonly ProfileLevel[]): string {
  const names = [...new Set(levels.flatMap(({ profiles }) => Object.keys(profiles)))];
  return `one of the profiles ${names.join(", ")}${typeof given === "string" ? didYouMean(given, names) : ""}`;
}

// A profile may be named "constructor" or "toString", which every object inherits.
export function isKnown(name: string, levels: readonly ProfileLevel[]): boolean {
  return levels.some(({ profiles }) => Object.hasOwn(profiles, name));
}

function parentOf(values: unknown): unknown {
  return isRecord(values) ? values["extends"] : undefined;
}

function originOf(profile: string, { file }: ProfileLevel): Origin {
  if (file === undefined) return { place: { source: "profile", profile } };
  return {
    place: { ...file.place, source: "profile", profile },
    lineOf: ({ path, variable }) =>
      file.lineOf?.({ path: path === "" ? `profiles.${profile}` : `profiles.${profile}.${path}`, variable }),
  };
}
