import { explain, loadConfig } from "@pigeon/config";
import type { SettingList } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { settingsOf } from "../../src/operator/settings.ts";
import { testConfig, testHub } from "../hub-fixture.ts";

const layers = {
  cwd: "/nowhere",
  env: {
    PIGEON_ENV: "production",
    PIGEON_RETRY_MAX_RETRIES: "7",
    PIGEON_AUTH_TOKENS: "ops:admin:secret-of-ops",
  },
} as const;

test("each value is told with the layer that it came from, its default and its meaning; secrets are masked", () => {
  const { env, settings } = settingsOf(loadConfig(layers), explain(layers));
  expect(env).toBe("production");
  const find = (variable: string) => settings.find((each) => each.variable === variable);
  expect(find("PIGEON_RETRY_MAX_RETRIES")).toMatchObject({
    path: "retry.maxRetries",
    value: "7",
    source: "environment",
    default: "3",
    description: expect.any(String),
  });
  expect(find("PIGEON_CB_FAILURE_THRESHOLD")).toMatchObject({
    value: "10",
    source: "profile",
    profile: "production",
  });
  expect(find("PIGEON_JOB_POISON_LIMIT")).toMatchObject({ value: "3", source: "default" });
  expect(JSON.stringify(settings)).not.toContain("secret-of-ops");
});

test("a hub that was started by code tells the values that it was given, and no secrets", async () => {
  const authTokens = [{ name: "ops", role: "admin", secret: "secret-of-ops" }] as const;
  const given = settingsOf(testConfig({ hub: { authTokens } }));
  expect(given.settings.find(({ path }) => path === "retry.maxRetries")).toMatchObject({
    value: "1",
    source: "code",
  });
  expect(given.settings.find(({ path }) => path === "hub.authTokens")?.value).toContain("***");
  expect(JSON.stringify(given)).not.toContain("secret-of-ops");
  const hub = await testHub();
  const { body } = await hub.call<SettingList>("GET", "/v1/settings");
  expect(body.settings.map(({ variable }) => variable)).toContain("PIGEON_HUB_PORT");
});
