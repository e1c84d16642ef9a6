import { describe, expect, it, vi } from "vitest";

import { ConfigError, explain, loadConfig, redactConfig, renderExplanation } from "../src/index.ts";

const env = {
  PIGEON_HUB_PORT: "80",
  PIGEON_STORE_URL: "postgres://me:hunter2@db/pigeon",
  PIGEON_AUTH_TOKENS: "ci:client:hunter2hunter2",
};

describe("explain", () => {
  it("tells each value and the layer that it came from", () => {
    const values = explain({
      env,
      profile: "mine",
      profiles: { mine: { extends: "production", retry: { maxRetries: 1 } } },
      overrides: { hub: { host: "::1" } },
    });
    const find = (path: string): unknown => values.find((value) => value.path === path);
    expect(values).toHaveLength(44);
    expect(find("env")).toEqual({ variable: "PIGEON_ENV", path: "env", value: "mine", source: "override" });
    expect(find("hub.jobPoisonLimit")).toMatchObject({ value: "3", source: "default" });
    expect(find("retry.maxRetries")).toMatchObject({ value: "1", source: "profile", profile: "mine" });
    expect(find("retry.baseDelayMs")).toMatchObject({
      value: "2000",
      source: "profile",
      profile: "production",
    });
    expect(find("hub.port")).toMatchObject({ value: "80", source: "environment" });
    expect(find("hub.host")).toMatchObject({ value: "::1", source: "override" });
    expect(find("hub.storeUrl")).toMatchObject({ value: "postgres://me:***@db/pigeon" });
    expect(find("hub.authTokens")).toMatchObject({ value: "***" });
    expect(JSON.stringify(values)).not.toContain("hunter2");
  });

  it("shows no tokens as nothing, which is no secret", () => {
    const tokens = explain({ env: {} }).find(({ path }) => path === "hub.authTokens");
    expect(tokens?.value).toBe("");
  });

  it("tells warnings and throws as loadConfig does", () => {
    const onWarning = vi.fn<(message: string) => void>();
    expect(() => explain({ env: { PIGEON_HUB_PORT: "x", PIGEON_X: "1" }, onWarning })).toThrow(ConfigError);
    expect(onWarning).toHaveBeenCalledOnce();
  });

  it("reads process.env by default", () => {
    vi.stubEnv("PIGEON_HUB_PORT", "5050");
    expect(explain().find(({ path }) => path === "hub.port")?.value).toBe("5050");
  });
});

describe("renderExplanation", () => {
  it("aligns names and values", () => {
    const values = explain({ env: {}, profile: "production" }).slice(0, 2);
    expect(renderExplanation(values).split("\n")).toEqual([
      "PIGEON_ENV                   production  override",
      "PIGEON_CB_FAILURE_THRESHOLD  10          profile production",
    ]);
    expect(renderExplanation([])).toBe("");
  });
});

describe("redactConfig", () => {
  it("masks every secret and leaves the rest and the original as they are", () => {
    const config = loadConfig({ env });
    const redacted = redactConfig(config);
    expect(JSON.stringify(redacted)).not.toContain("hunter2");
    expect(redacted).toEqual({
      ...config,
      hub: {
        ...config.hub,
        storeUrl: "postgres://me:***@db/pigeon",
        authTokens: [{ name: "ci", role: "client", secret: "***" }],
      },
    });
    expect(config.hub.authTokens[0]?.secret).toBe("hunter2hunter2");
    expect(Object.isFrozen(redacted.hub.authTokens[0]) && Object.isFrozen(redacted.retry)).toBe(true);
  });
});
