import { describe, expect, it } from "vitest";

import type { ConfigSource } from "../src/index.ts";
import type { Placed } from "../src/layers/origin.ts";
import { checkRules } from "../src/rules.ts";
import { schema } from "./pigeon-schema.ts";

const none = new Set<string>();

function values(base: [number, ConfigSource], max: [number, ConfigSource]): Map<string, Placed> {
  const place = ([value, source]: [number, ConfigSource]): Placed =>
    source === "profile"
      ? { value, origin: { place: { source, profile: "p" } } }
      : { value, origin: { place: { source } } };
  return new Map([
    ["retry.baseDelayMs", place(base)],
    ["retry.maxDelayMs", place(max)],
  ]);
}

describe("checkRules", () => {
  it("lets the longest delay equal or exceed the base delay", () => {
    expect(checkRules(schema, values([5, "default"], [5, "default"]), none)).toEqual([]);
    expect(checkRules(schema, values([5, "override"], [6, "default"]), none)).toEqual([]);
  });

  it("blames the base delay when it comes from the stronger layer", () => {
    expect(checkRules(schema, values([6, "environment"], [5, "profile"]), none)).toMatchObject([
      {
        variable: "PIGEON_RETRY_BASE_DELAY_MS",
        source: "environment",
        received: "6",
        expected: "at most PIGEON_RETRY_MAX_DELAY_MS, which is 5",
      },
    ]);
  });

  it("blames the longest delay otherwise", () => {
    for (const source of ["default", "profile"] as const) {
      expect(checkRules(schema, values([6, source], [5, "profile"]), none)).toMatchObject([
        {
          variable: "PIGEON_RETRY_MAX_DELAY_MS",
          source: "profile",
          profile: "p",
          received: "5",
          expected: "at least PIGEON_RETRY_BASE_DELAY_MS, which is 6",
        },
      ]);
    }
  });

  it("says nothing where one of the two is broken or absent", () => {
    const both = values([6, "default"], [5, "default"]);
    expect(checkRules(schema, both, new Set(["retry.baseDelayMs"]))).toEqual([]);
    expect(checkRules(schema, both, new Set(["retry.maxDelayMs"]))).toEqual([]);
    both.delete("retry.maxDelayMs");
    expect(checkRules(schema, both, none)).toEqual([]);
  });
});
