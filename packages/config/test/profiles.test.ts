import { describe, expect, it } from "vitest";

import { getConfigForEnvironment, type ConfigProblem } from "../src/index.ts";
import { checkProfiles, inherit, type ProfileLevel } from "../src/profiles.ts";
import type { AnyProfiles } from "../src/shape.ts";
import { schema } from "./pigeon-schema.ts";

const builtIn = schema.profiles;

function levels(custom: AnyProfiles): readonly ProfileLevel[] {
  return [{ profiles: builtIn }, { profiles: custom }];
}

function parentProblem(name: string, custom: AnyProfiles): ConfigProblem | undefined {
  return checkProfiles(schema, levels(custom), 1).find(
    ({ path, profile }) => path === "extends" && profile === name,
  );
}

describe("built-in profiles", () => {
  it("development", () => {
    const { breaker, retry, detector, errors } = getConfigForEnvironment("development");
    expect(breaker).toMatchObject({ failureThreshold: 2, timeoutMs: 10_000, recoveryTimeoutMs: 30_000 });
    expect(retry).toMatchObject({ maxRetries: 2, baseDelayMs: 500 });
    expect(detector.heartbeatIntervalMs).toBe(1000);
    expect(errors.logLevel).toBe("debug");
  });

  it("production", () => {
    const { breaker, retry, errors } = getConfigForEnvironment("production");
    expect(breaker).toMatchObject({ failureThreshold: 10, timeoutMs: 60_000, recoveryTimeoutMs: 120_000 });
    expect(retry).toMatchObject({ maxRetries: 5, baseDelayMs: 2000 });
    expect(errors).toMatchObject({ logLevel: "info", retentionDays: 30 });
  });

  it("test leaves no file, claims no port and waits for nothing long", () => {
    const { hub, breaker, retry, detector } = getConfigForEnvironment("test");
    expect(hub).toMatchObject({ storeUrl: "memory:", port: 0 });
    expect(retry.jitterFactor).toBe(0);
    const waits = [
      breaker.timeoutMs,
      breaker.recoveryTimeoutMs,
      retry.maxDelayMs,
      detector.heartbeatIntervalMs,
    ];
    expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
  });
});

describe("inherit", () => {
  const names = (name: string, custom: AnyProfiles): string[] =>
    inherit(name, levels(custom)).map(({ profile, values }) =>
      values === builtIn[profile] ? `built-in ${profile}` : profile,
    );

  it("goes from the most distant ancestor to the profile", () => {
    const custom = { staging: { extends: "production" }, eu: { extends: "staging" }, alone: {} };
    expect(names("eu", custom)).toEqual(["built-in production", "staging", "eu"]);
    expect(names("alone", custom)).toEqual(["alone"]);
    expect(names("production", custom)).toEqual(["built-in production"]);
  });

  it("lets a profile change the built-in of its name, or replace it", () => {
    expect(names("production", { production: {} })).toEqual(["built-in production", "production"]);
    expect(names("production", { production: { extends: "production" } })).toEqual([
      "built-in production",
      "production",
    ]);
    expect(names("production", { production: { extends: "default" } })).toEqual([
      "built-in default",
      "production",
    ]);
    expect(names("eu", { eu: { extends: "production" }, production: {} })).toEqual([
      "built-in production",
      "production",
      "eu",
    ]);
  });

  it("ends in a circle too", () => {
    expect(names("a", { a: { extends: "b" }, b: { extends: "a" } })).toEqual(["b", "a"]);
  });

  it("knows no inherited property as a profile", () => {
    expect(inherit("toString", levels({}))).toEqual([]);
  });
});

describe("parentProblem", () => {
  it("finds none where there is none", () => {
    const custom = { a: { extends: "b" }, b: { extends: "test" }, test: { extends: "test" }, c: {} };
    for (const name of [...Object.keys(custom), "production"])
      expect(parentProblem(name, custom)).toBeUndefined();
  });

  it("reports an unknown parent with the known ones", () => {
    expect(parentProblem("a", { a: { extends: "produktion" } })).toEqual({
      variable: "",
      path: "extends",
      source: "profile",
      profile: "a",
      received: "produktion",
      kind: "string",
      expected: "one of the profiles default, development, test, production, a; did you mean production?",
      example: "",
    });
  });

  it("reports a parent that is no text", () => {
    for (const parent of [5, null, {}]) {
      expect(parentProblem("a", { a: { extends: parent as never } })?.expected).toContain(
        "one of the profiles",
      );
    }
  });

  it("reports itself as parent, and a circle at each of its members only", () => {
    const custom = { a: { extends: "b" }, b: { extends: "a" }, c: { extends: "a" }, d: { extends: "d" } };
    expect(parentProblem("a", custom)?.expected).toBe("a profile that does not extend a in turn");
    expect(parentProblem("b", custom)?.expected).toBe("a profile that does not extend b in turn");
    expect(parentProblem("c", custom)).toBeUndefined();
    expect(parentProblem("d", custom)?.expected).toBe("another profile than itself");
  });
});

describe("custom profiles", () => {
  it("bring their values over those they inherit", () => {
    const profiles = { staging: { extends: "production", retry: { maxRetries: 2 } } };
    const { retry } = getConfigForEnvironment("staging", { profiles });
    expect([retry.maxRetries, retry.baseDelayMs]).toEqual([2, 2000]);
  });

  it("are checked also when they are not chosen", () => {
    const profiles = {
      a: { extends: "nobody" },
      b: { env: "x" },
      c: null as never,
      d: { retry: { max: 1 } },
    };
    expect(() => getConfigForEnvironment("test", { profiles: profiles as never })).toThrow(
      /4 problems.*extends: .*profile "a".*env: .*profile "b".*configuration: .*profile "c".*retry\.max: .*profile "d"/s,
    );
  });
});
