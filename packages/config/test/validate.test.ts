import { describe, expect, it } from "vitest";

import { getConfigForEnvironment, validateConfig, type ConfigProblem } from "../src/index.ts";

function problems(config: unknown): readonly ConfigProblem[] {
  const result = validateConfig(config);
  return result.ok ? [] : result.problems;
}

describe("validateConfig", () => {
  const good = getConfigForEnvironment("production");

  it("gives a frozen copy of a good configuration", () => {
    const given = structuredClone(good);
    const result = validateConfig(given);
    expect(result).toEqual({ ok: true, config: good });
    if (!result.ok) return;
    expect(result.config.hub).not.toBe(given.hub);
    expect([Object.isFrozen(result.config.hub), Object.isFrozen(given.hub)]).toEqual([true, false]);
  });

  it("takes any name as env, since it may be another's profile", () => {
    expect(problems({ ...good, env: "their-own" })).toEqual([]);
    expect(problems({ ...good, env: "" })).toMatchObject([{ variable: "PIGEON_ENV" }]);
  });

  it("reports all problems with their variables", () => {
    const bad = { ...good, retry: { ...good.retry, maxRetries: 1.5, jitterFactor: "0.1" } };
    expect(problems({ ...bad, hub: { ...good.hub, port: 70_000 } })).toMatchObject([
      { variable: "PIGEON_RETRY_MAX_RETRIES", received: "1.5", source: "override" },
      { variable: "PIGEON_RETRY_JITTER_FACTOR", received: "0.1", kind: "string" },
      { variable: "PIGEON_HUB_PORT", received: "70000" },
    ]);
  });

  it("reports an absent value, and an absent section by each of its values", () => {
    const { detector: _detector, ...rest } = good;
    const { maxRetries: _maxRetries, ...retry } = good.retry;
    expect(problems({ ...rest, retry }).map(({ variable, kind }) => [variable, kind])).toEqual([
      ["PIGEON_RETRY_MAX_RETRIES", "undefined"],
      ["PIGEON_FD_HEARTBEAT_INTERVAL_MS", "undefined"],
      ["PIGEON_FD_FAILURE_THRESHOLD", "undefined"],
      ["PIGEON_FD_RESPONSE_TIMEOUT_MS", "undefined"],
    ]);
    expect(problems({})).toHaveLength(39);
  });

  it("reports a section that is no object once", () => {
    expect(problems({ ...good, hub: 5 })).toMatchObject([{ path: "hub", kind: "number" }]);
  });

  it("reports unknown keys", () => {
    expect(problems({ ...good, extra: 1 })).toMatchObject([{ path: "extra" }]);
  });

  it("holds to the rules between values", () => {
    const retry = { ...good.retry, baseDelayMs: 10, maxDelayMs: 9 };
    expect(problems({ ...good, retry })).toMatchObject([
      { variable: "PIGEON_RETRY_MAX_DELAY_MS", received: "9" },
    ]);
  });

  it.each([undefined, null, 5, "x", []])("reports %j as one problem", (config) => {
    expect(problems(config)).toMatchObject([{ path: "", variable: "" }]);
  });
});
