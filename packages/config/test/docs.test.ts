import { parseEnv } from "node:util";

import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import {
  defineConfig,
  defineSection,
  duration,
  integer,
  optional,
  pigeonConfig,
  secret,
  text,
} from "../src/index.ts";

const config = defineConfig({
  prefix: "A_",
  sections: [
    defineSection("a", {
      port: integer({ min: 1, max: 9, default: 5, describe: "A port | or not." }),
      ttl: duration({ default: 60_000 }),
      name: text({ example: "it's #1" }),
      key: secret({ default: "hunter2" }),
      note: optional(text({ example: `a'b"c\`d#` })),
    }),
  ],
});

describe("describe", () => {
  it("tells what is required and what is secret, and shows no secret default", () => {
    expect(
      config
        .describe()
        .slice(1)
        .map(({ path, required, secret, default: value }) => [path, required, secret, value]),
    ).toEqual([
      ["a.port", false, false, "5"],
      ["a.ttl", false, false, "1m"],
      ["a.name", true, false, ""],
      ["a.key", false, true, "***"],
      ["a.note", false, false, ""],
    ]);
    expect(config.describe()[2]).toMatchObject({ unit: "ms" });
    expect(config.describe()[1]).not.toHaveProperty("unit");
  });
});

describe("table", () => {
  it("says required, none or the default, and keeps pipes out of its cells", () => {
    const rows = config
      .table()
      .split("\n")
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
    expect(rows.every((row) => row.length === 7)).toBe(true);
    expect(rows.map((row) => row[3])).toEqual([
      "Default",
      expect.stringMatching(/^-+$/),
      "`default`",
      "`5`",
      "`1m`",
      "required",
      "`***`",
      "none",
    ]);
    expect(rows[3]?.[5]).toBe(String.raw`A port \| or not.`);
  });
});

describe("envExample", () => {
  it("leaves what is required to be filled in, and the rest commented out", () => {
    const sample = config.envExample();
    expect(sample).toContain(
      "\n# Required.\nA_A_NAME=".replace("# Required.", "# Expected: text. Required."),
    );
    expect(sample).toContain("# A port | or not. Expected: a whole number from 1 to 9.\n#A_A_PORT=5\n");
    expect(sample).toContain("#A_A_KEY=CHANGE-ME\n");
    expect(sample).not.toContain("hunter2");
    expect(parseEnv(sample)).toEqual({ A_A_NAME: "it's #1" });
    // What needs all three marks is not quoted: no mark would do.
    expect(sample).toContain(`#A_A_NOTE=a'b"c\`d#\n`);
  });
});

describe("jsonSchema", () => {
  it("describes a file", () => {
    const schema = config.jsonSchema();
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "Configuration of a",
      type: "object",
      additionalProperties: false,
      properties: {
        $schema: { type: "string" },
        env: { type: "string", default: "default" },
        a: { $ref: "#/$defs/a" },
        profiles: { type: "object", additionalProperties: { $ref: "#/$defs/profile" } },
      },
      $defs: {
        a: {
          type: "object",
          additionalProperties: false,
          properties: {
            port: {
              type: "integer",
              minimum: 1,
              maximum: 9,
              default: 5,
              description: "A port | or not. Variable: A_A_PORT.",
            },
            ttl: {
              anyOf: [{ type: "integer" }, { type: "string" }],
              description: "Unit: ms. Variable: A_A_TTL.",
            },
            key: { writeOnly: true },
          },
        },
        profile: { type: "object", properties: { extends: { type: "string" }, a: { $ref: "#/$defs/a" } } },
      },
    });
    expect(JSON.stringify(schema)).not.toContain("hunter2");
    expect(JSON.stringify(schema)).not.toContain("required");
    expect(JSON.stringify(schema)).not.toContain("undefined");
  });

  it("knows each value of Pigeon, and each default in it is one that a file may hold", () => {
    const { $defs } = pigeonConfig.jsonSchema() as {
      $defs: Record<string, { properties: Record<string, { default?: unknown }> }>;
    };
    for (const { path, name } of pigeonConfig.describe().slice(1)) {
      const [section = "", key = ""] = path.split(".");
      expect($defs[section]?.properties[key], path).toMatchObject({
        description: expect.stringContaining(name) as string,
      });
    }
    expect(parse(JSON.stringify($defs))).toEqual($defs);
  });
});
