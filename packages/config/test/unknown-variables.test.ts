import { describe, expect, it } from "vitest";

import { describeUnknown, findUnknownVariables, unknownProblem } from "../src/unknown-variables.ts";
import { schema } from "./pigeon-schema.ts";

const origin = { place: { source: "environment" } } as const;

function warnings(env: Record<string, string | undefined>, known?: readonly string[]): readonly string[] {
  return findUnknownVariables(schema, env, origin, known).map(describeUnknown);
}

describe("findUnknownVariables", () => {
  it.each([
    ["PIGEON_PORT", "PIGEON_HUB_PORT"],
    ["PIGEON_CB_TIMEOUT", "PIGEON_CB_TIMEOUT_MS"],
    ["PIGEON_LOGLEVEL", "PIGEON_LOG_LEVEL"],
    ["PIGEON_RETRY_MAX_RETRYS", "PIGEON_RETRY_MAX_RETRIES"],
    ["PIGEON_AUTH_TOKEN", "PIGEON_AUTH_TOKENS"],
  ])("for %s suggests %s", (given, meant) => {
    expect(warnings({ [given]: "1" })).toEqual([
      `${given} is no known variable and was ignored; did you mean ${meant}?`,
    ]);
  });

  it("suggests nothing where nothing is near, and never shows a value", () => {
    expect(warnings({ PIGEON_ZZZZZZ: "hunter2" })).toEqual([
      "PIGEON_ZZZZZZ is no known variable and was ignored",
    ]);
  });

  it("knows all variables of Pigeon, and those named as known", () => {
    expect(warnings({ PIGEON_ENV: "x", PIGEON_WORKER_NETWORKS: "x", PIGEON_X: "1" }, ["PIGEON_X"])).toEqual(
      [],
    );
  });

  it("leaves the variables of others alone, and those that are not set", () => {
    expect(warnings({ PORT: "1", MY_PIGEON_PORT: "1", PIGEON_X: undefined })).toEqual([]);
  });

  it("knows the variable of the configuration file", () => {
    expect(warnings({ PIGEON_CONFIG_FILE: "x.yaml" })).toEqual([]);
  });

  it("tells where in a file a variable stands", () => {
    const inFile = { place: { source: "env-file", file: ".env" }, lineOf: () => 3 } as const;
    const [unknown] = findUnknownVariables(schema, { PIGEON_PORT: "hunter2" }, inFile);
    if (unknown === undefined) throw new Error("nothing was found");
    expect(describeUnknown(unknown)).toBe(
      "PIGEON_PORT (.env:3) is no known variable and was ignored; did you mean PIGEON_HUB_PORT?",
    );
    expect(unknownProblem(unknown)).toEqual({
      variable: "PIGEON_PORT",
      path: "",
      source: "env-file",
      file: ".env",
      line: 3,
      received: "***",
      kind: "string",
      expected: "the name of a known variable; did you mean PIGEON_HUB_PORT?",
      example: "",
    });
  });

  it("suspects nothing where there is no prefix, and suggests no variable without it", () => {
    expect(findUnknownVariables({ ...schema, prefix: "" }, { HOME: "/" }, origin)).toEqual([]);
    const known = ["DATABASE_URL"];
    expect(warnings({ PIGEON_DATABASE_URI: "x" }, known)).toEqual([
      "PIGEON_DATABASE_URI is no known variable and was ignored",
    ]);
  });

  it("makes a problem that suggests nothing where nothing is near", () => {
    const [unknown] = findUnknownVariables(schema, { PIGEON_ZZZZZZ: "hunter2" }, origin);
    if (unknown === undefined) throw new Error("nothing was found");
    expect(unknownProblem(unknown).expected).toBe("the name of a known variable");
  });
});
