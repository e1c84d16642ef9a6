import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import { ConfigError, describeProblem, type ConfigProblem } from "../src/index.ts";
import { kindOf, problemAt, structureProblem } from "../src/problem.ts";
import { entryAt } from "./pigeon-schema.ts";

const problem: ConfigProblem = {
  variable: "PIGEON_HUB_PORT",
  path: "hub.port",
  source: "environment",
  received: "x",
  kind: "string",
  expected: "a whole number",
  example: "4040",
};

describe("describeProblem", () => {
  it("says what was expected, received and from where", () => {
    expect(describeProblem(problem)).toBe(
      'PIGEON_HUB_PORT (hub.port): expected a whole number, received "x" (string) from environment; for example 4040',
    );
  });

  it("quotes text, so that line breaks in a value cannot forge a line", () => {
    expect(describeProblem({ ...problem, received: "a\n- b" })).toContain(
      String.raw`received "a\n- b" (string)`,
    );
  });

  it.each([
    [{ received: "70000", kind: "number" }, "received 70000 (number) from environment"],
    [{ received: "undefined", kind: "undefined" }, "received undefined from environment"],
    [{ received: "***" }, "received *** (string) from environment"],
    [{ source: "profile", profile: "mine" }, 'received "x" (string) from profile "mine"'],
    [
      { source: "file", file: "pigeon.config.yaml", line: 3 },
      'received "x" (string) from pigeon.config.yaml:3',
    ],
    [{ source: "file", file: "a.json" }, 'received "x" (string) from a.json;'],
    [
      { source: "profile", profile: "mine", file: "a.toml", line: 1 },
      'received "x" (string) from profile "mine" in a.toml:1',
    ],
    [{ source: "default", received: "undefined", kind: "undefined" }, "received nothing; for example"],
    [{ variable: "" }, "hub.port: expected"],
    [{ path: "" }, "PIGEON_HUB_PORT: expected"],
    [{ variable: "", path: "" }, "configuration: expected"],
  ] as const)("shows %j as %j", (change, expected) => {
    expect(describeProblem({ ...problem, ...change })).toContain(expected);
  });

  it("gives no example where there is none", () => {
    expect(describeProblem({ ...problem, example: "" })).not.toContain("for example");
  });
});

describe("problemAt", () => {
  const origin = { source: "environment" } as const;

  it("hides secrets, whatever their type", () => {
    for (const value of ["ci:client:hunter2hunter2", 5, ["x"], {}]) {
      expect(problemAt(entryAt("hub.authTokens"), origin, value, "x").received).toBe("***");
    }
    expect(problemAt(entryAt("hub.authTokens"), origin, undefined, "x").received).toBe("undefined");
    expect(problemAt(entryAt("hub.storeUrl"), origin, "mysql://me:hunter2@h", "x").received).toBe(
      "mysql://***",
    );
  });

  it("shows no content of objects and lists", () => {
    expect(problemAt(entryAt("hub.port"), origin, { password: "hunter2" }, "x")).toMatchObject({
      received: "object",
      kind: "object",
    });
    expect(problemAt(entryAt("hub.workerNetworks"), origin, [5], "x").received).toBe("array");
  });

  it("shows simple values, shortened", () => {
    expect(problemAt(entryAt("hub.port"), origin, 1.5, "x").received).toBe("1.5");
    expect(problemAt(entryAt("hub.port"), origin, 5n, "x").received).toBe("5");
    expect(problemAt(entryAt("hub.port"), origin, false, "x").received).toBe("false");
    expect(problemAt(entryAt("hub.host"), origin, "a".repeat(100), "x").received).toBe("a".repeat(100));
    expect(problemAt(entryAt("hub.host"), origin, "a".repeat(101), "x").received).toBe(`${"a".repeat(99)}…`);
  });
});

describe("structureProblem", () => {
  it("shows no value", () => {
    const origin = { source: "override" } as const;
    expect(structureProblem("hub", origin, "hunter2", "x")).toMatchObject({
      received: "***",
      kind: "string",
    });
    expect(structureProblem("hub", origin, null, "x")).toMatchObject({ received: "null", kind: "null" });
  });
});

describe("kindOf", () => {
  it("tells null and arrays from objects", () => {
    expect([null, [], {}, 1, undefined].map(kindOf)).toEqual([
      "null",
      "array",
      "object",
      "number",
      "undefined",
    ]);
  });
});

describe("ConfigError", () => {
  it("lists all problems and warnings", () => {
    const error = new ConfigError([problem, { ...problem, received: "y" }], ["PIGEON_X is unknown"]);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("ConfigError");
    expect(error.message.split("\n")).toEqual([
      "The configuration has 2 problems:",
      `  - ${describeProblem(problem)}`,
      `  - ${describeProblem({ ...problem, received: "y" })}`,
      "  - Warning: PIGEON_X is unknown",
    ]);
    expect(error.warnings).toEqual(["PIGEON_X is unknown"]);
    expect(Object.isFrozen(error.problems) && Object.isFrozen(error.warnings)).toBe(true);
  });

  it("counts one problem as one, and says its name where it is printed", () => {
    const error = new ConfigError([problem]);
    expect(error.message).toMatch(/^The configuration has 1 problem:\n/);
    expect(error.warnings).toEqual([]);
    expect(inspect(error)).toMatch(/^ConfigError: /);
  });
});
