import {
  alertsSection,
  breakerSection,
  detectorSection,
  errorsSection,
  hubSection,
  retrySection,
} from "../src/index.ts";
import { pigeonProfiles } from "../src/pigeon/profiles.ts";
import { compile, type Entry, type Schema } from "../src/schema/compile.ts";

/** What pigeonConfig is made from, for tests of the parts. */
export const schema: Schema = compile({
  prefix: "PIGEON_",
  sections: [breakerSection, retrySection, detectorSection, errorsSection, alertsSection, hubSection],
  profiles: pigeonProfiles,
});

export function entryAt(path: string): Entry {
  const entry = schema.entries.get(path);
  if (entry === undefined) throw new Error(`no entry ${path}`);
  return entry;
}
