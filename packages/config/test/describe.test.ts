import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";

import { describe, expect, it } from "vitest";

import { describeVariables, loadConfig, renderEnvExample, renderVariablesTable } from "../src/index.ts";

describe("describeVariables", () => {
  it("tells all there is to know of a variable", () => {
    expect(describeVariables().find(({ path }) => path === "breaker.timeoutMs")).toEqual({
      name: "PIGEON_CB_TIMEOUT_MS",
      path: "breaker.timeoutMs",
      default: "30000",
      description: "Longest time that one call through a breaker may take.",
      expected: "a duration such as 30s, 5m or 1h30m, or a number of ms, from 1ms to 2147483647ms",
      unit: "ms",
      secret: false,
      required: false,
      example: "30000",
    });
  });

  it("has the promised names and defaults", () => {
    expect(describeVariables().map((variable) => `${variable.name}=${variable.default}`)).toEqual([
      "PIGEON_ENV=default",
      "PIGEON_CB_FAILURE_THRESHOLD=5",
      "PIGEON_CB_TIMEOUT_MS=30000",
      "PIGEON_CB_RECOVERY_TIMEOUT_MS=60000",
      "PIGEON_CB_HALF_OPEN_MAX_REQUESTS=3",
      "PIGEON_RETRY_MAX_RETRIES=3",
      "PIGEON_RETRY_BASE_DELAY_MS=1000",
      "PIGEON_RETRY_MAX_DELAY_MS=30000",
      "PIGEON_RETRY_JITTER_FACTOR=0.1",
      "PIGEON_RETRY_BACKOFF_STRATEGY=exponential",
      "PIGEON_FD_HEARTBEAT_INTERVAL_MS=30000",
      "PIGEON_FD_FAILURE_THRESHOLD=3",
      "PIGEON_FD_RESPONSE_TIMEOUT_MS=10000",
      "PIGEON_LOG_LEVEL=info",
      "PIGEON_ERROR_RETENTION_DAYS=7",
      "PIGEON_MAX_ERRORS_PER_CATEGORY=1000",
      "PIGEON_ALERT_SLACK_WEBHOOK_URL=",
      "PIGEON_ALERT_PAGERDUTY_ROUTING_KEY=",
      "PIGEON_ALERT_WEBHOOK_URL=",
      "PIGEON_ALERT_WEBHOOK_SECRET=",
      "PIGEON_ALERT_ALERTMANAGER_URL=",
      "PIGEON_ALERT_GROUP_WAIT_MS=30000",
      "PIGEON_ALERT_GROUP_INTERVAL_MS=300000",
      "PIGEON_ALERT_REPEAT_INTERVAL_MS=14400000",
      "PIGEON_HUB_HOST=127.0.0.1",
      "PIGEON_HUB_PORT=4040",
      "PIGEON_HUB_NAME=",
      "PIGEON_STORE_URL=sqlite:./pigeon.db",
      "PIGEON_STORE_WAIT_MS=60000",
      "PIGEON_AUTH_TOKENS=",
      "PIGEON_JOB_POISON_LIMIT=3",
      "PIGEON_JOB_TYPE_LIMITS=",
      "PIGEON_WORKER_NETWORKS=127.0.0.0/8,::1/128",
      "PIGEON_WORKER_CA_FILE=",
      "PIGEON_TLS_CERT_FILE=",
      "PIGEON_TLS_KEY_FILE=",
      "PIGEON_TLS_CA_FILE=",
      "PIGEON_RATE_LIMIT_PER_SECOND=0",
      "PIGEON_MAX_CONNECTIONS=20000",
      "PIGEON_HUB_MAX_PENDING_CHANGES=50000",
      "PIGEON_HUB_MAX_PENDING_PAYLOAD_CHARS=268435456",
      "PIGEON_HUB_MAX_WAITERS=20000",
      "PIGEON_HUB_MAX_EVENT_STREAMS=100",
      "PIGEON_HUB_MAX_WORKERS=20000",
    ]);
  });

  it("marks what holds a secret", () => {
    const secret = describeVariables().filter((variable) => variable.secret);
    expect(secret.map(({ name }) => name)).toEqual([
      "PIGEON_ALERT_SLACK_WEBHOOK_URL",
      "PIGEON_ALERT_PAGERDUTY_ROUTING_KEY",
      "PIGEON_ALERT_WEBHOOK_URL",
      "PIGEON_ALERT_WEBHOOK_SECRET",
      "PIGEON_ALERT_ALERTMANAGER_URL",
      "PIGEON_STORE_URL",
      "PIGEON_AUTH_TOKENS",
      "PIGEON_TLS_KEY_FILE",
    ]);
  });

  it.each(describeVariables().map(({ name, ...rest }) => [name, rest] as const))(
    "gives for %s a default and an example that load",
    (name, variable) => {
      expect(loadConfig({ env: { [name]: variable.default } })).toEqual(loadConfig({ env: {} }));
      expect(() => loadConfig({ env: { [name]: variable.example } })).not.toThrow();
      expect(variable.unit === "ms").toBe(variable.path.endsWith("Ms"));
    },
  );
});

describe("renderVariablesTable", () => {
  it("has a row for each variable, all equally wide", () => {
    const lines = renderVariablesTable().split("\n");
    expect(lines).toHaveLength(2 + describeVariables().length);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines.find((line) => line.includes("PIGEON_AUTH_TOKENS"))).toMatch(/\| none +\|/);
  });

  it("stands in the README", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    expect(readme).toContain(`\n${renderVariablesTable()}\n`);
  });
});

describe("renderEnvExample", () => {
  it("changes nothing as it is, and loads with every line put to use", () => {
    const text = renderEnvExample();
    const assignments = text.split("\n").filter((line) => line.startsWith("#PIGEON_"));
    const env = parseEnv(assignments.map((line) => line.slice(1)).join("\n"));
    expect(Object.keys(env).toSorted()).toEqual(
      describeVariables()
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(text.split("\n").every((line) => line === "" || line.startsWith("#"))).toBe(true);
    expect(loadConfig({ env }).hub.authTokens).toHaveLength(2);
  });
});
