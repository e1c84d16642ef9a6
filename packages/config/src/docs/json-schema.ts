import type { Entry, Schema } from "../schema/compile.ts";

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What a configuration file may hold. Text that stands for a number, as in a variable, is read there too,
 * but the schema asks for the plainer form. Nothing is required of a file, since any layer may bring a value.
 */
export function toJsonSchema({ entries, sections, name }: Schema): JsonSchema {
  const env = entries.get("env");
  const parts = Object.fromEntries(
    [...sections.keys()].map((section) => [
      section,
      closed(
        [...entries.values()]
          .filter((entry) => entry.section === section)
          .map((entry) => [entry.key, describeValue(entry)] as const),
      ),
    ]),
  );
  const sectionRefs = [...sections.keys()].map(
    (section) => [section, { $ref: `#/$defs/${section}` }] as const,
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Configuration of ${name}`,
    ...closed([
      ["$schema", { type: "string" }],
      ...(env === undefined ? [] : [["env", describeValue(env)] as const]),
      ...sectionRefs,
      ["profiles", { type: "object", additionalProperties: { $ref: "#/$defs/profile" } }],
    ]),
    $defs: {
      ...parts,
      profile: closed([
        ["extends", { type: "string", description: "Name of the profile to start from." }],
        ...sectionRefs,
      ]),
    },
  };
}

function closed(properties: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}

function describeValue({ field, variable }: Entry): JsonSchema {
  const { kind, describe, secret, unit } = field;
  const about = [describe, unit === undefined ? "" : `Unit: ${unit}.`, `Variable: ${variable}.`];
  return {
    ...kind.json(),
    description: about.filter((part) => part !== "").join(" "),
    ...(field.default === undefined || secret ? {} : { default: field.default }),
    ...(secret ? { writeOnly: true } : {}),
  };
}
