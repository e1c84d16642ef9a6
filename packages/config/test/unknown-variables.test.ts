import { describe, expect, it } from "vitest";

import { findUnknownVariables } from "../src/unknown-variables.ts";

describe("findUnknownVariables", () => {
  it.each([
    ["PIGEON_PORT", "PIGEON_HUB_PORT"],
    ["PIGEON_CB_TIMEOUT", "PIGEON_CB_TIMEOUT_MS"],
    ["PIGEON_LOGLEVEL", "PIGEON_LOG_LEVEL"],
    ["PIGEON_RETRY_MAX_RETRYS", "PIGEON_RETRY_MAX_RETRIES"],
    ["PIGEON_AUTH_TOKEN", "PIGEON_AUTH_TOKENS"],
  ])("for %s suggests %s", (given, meant) => {
    expect(findUnknownVariables({ [given]: "1" })).toEqual([
      `${given} is no variable of Pigeon and was ignored; did you mean ${meant}?`,
    ]);
  });

  it("suggests nothing where nothing is near, and never shows a value", () => {
    expect(findUnknownVariables({ PIGEON_ZZZZZZ: "hunter2" })).toEqual([
      "PIGEON_ZZZZZZ is no variable of Pigeon and was ignored",
    ]);
  });

  it("knows all variables of Pigeon, and those named as known", () => {
    expect(
      findUnknownVariables({ PIGEON_ENV: "x", PIGEON_WORKER_NETWORKS: "x", PIGEON_X: "1" }, ["PIGEON_X"]),
    ).toEqual([]);
  });

  it("leaves the variables of others alone, and those that are not set", () => {
    expect(findUnknownVariables({ PORT: "1", MY_PIGEON_PORT: "1", PIGEON_X: undefined })).toEqual([]);
  });
});
