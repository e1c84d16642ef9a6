import { describe, expect, it, vi } from "vitest";
import {
  ConfigError,
  getConfigForEnvironment,
  loadConfig,
  type LoadOptions,
  type PigeonConfig,
} from "../src/index.ts";

const defaults: PigeonConfig = {
  env: "default",
  breaker: { failureThreshold: 5, timeoutMs: 30_000, recoveryTimeoutMs: 60_000, halfOpenMaxRequests: 3 },
  retry: {
    maxRetries: 3,
    baseDelayMs: 1000,
    maxDelayMs: 30_000,
    jitterFactor: 0.1,
    backoffStrategy: "exponential",
  },
  detector: { heartbeatIntervalMs: 30_000, failureThreshold: 3, responseTimeoutMs: 10_000 },
  errors: { logLevel: "info", retentionDays: 7, maxErrorsPerCategory: 1000 },
  alerts: {
    slackWebhookUrl: undefined,
    pagerdutyRoutingKey: undefined,
    webhookUrl: undefined,
    webhookSecret: undefined,
    alertmanagerUrl: undefined,
    groupWaitMs: 30_000,
    groupIntervalMs: 300_000,
    repeatIntervalMs: 14_400_000,
  },
  hub: {
    host: "127.0.0.1",
    port: 4040,
    name: "",
    storeUrl: "sqlite:./pigeon.db",
    storeWaitMs: 60_000,
    authTokens: [],
    jobPoisonLimit: 3,
    jobTypeLimits: [],
    workerNetworks: ["127.0.0.0/8", "::1/128"],
    workerCaFile: "",
    tlsCertFile: "",
    tlsKeyFile: "",
    tlsCaFile: "",
    rateLimitPerSecond: 0,
    maxConnections: 20_000,
    maxPendingChanges: 50_000,
    maxPendingPayloadChars: 268_435_456,
    maxWaiters: 20_000,
    maxEventStreams: 100,
    maxWorkers: 20_000,
  },
};

function failure(options: LoadOptions<PigeonConfig>): ConfigError {
  try {
    loadConfig(options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("loadConfig threw nothing");
}

describe("loadConfig", () => {
  it("gives the defaults for an empty environment", () => {
    expect(loadConfig({ env: {} })).toEqual(defaults);
  });

  it("does not show a private key that was given in place of its path", () => {
    const key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----";
    const { message, problems } = failure({ env: { PIGEON_TLS_KEY_FILE: key } });
    expect(problems).toMatchObject([{ variable: "PIGEON_TLS_KEY_FILE", received: "***" }]);
    expect(message).not.toContain("MII");
  });

  it("lays defaults, profile, environment and overrides over each other", () => {
    const options = {
      profile: "production",
      env: { PIGEON_CB_TIMEOUT_MS: "2", PIGEON_CB_RECOVERY_TIMEOUT_MS: "3" },
      overrides: { breaker: { recoveryTimeoutMs: 4 } },
    };
    expect(loadConfig(options).breaker).toEqual({
      halfOpenMaxRequests: 3,
      failureThreshold: 10,
      timeoutMs: 2,
      recoveryTimeoutMs: 4,
    });
  });

  it("reads process.env by default, and changes it not at all", () => {
    vi.stubEnv("PIGEON_HUB_PORT", "5050");
    vi.stubEnv("PIGEON_STRANGE", "1");
    const before = { ...process.env };
    expect(loadConfig().hub.port).toBe(5050);
    expect({ ...process.env }).toEqual(before);
  });

  it("takes empty and blank variables as unset, and drops white space around a value", () => {
    const env = {
      PIGEON_ENV: "",
      PIGEON_HUB_PORT: "",
      PIGEON_HUB_HOST: "  ",
      PIGEON_RETRY_MAX_RETRIES: " 7\r\n",
    };
    const config = loadConfig({ env });
    expect(config).toEqual({ ...defaults, retry: { ...defaults.retry, maxRetries: 7 } });
  });

  it("ignores the variables of others", () => {
    expect(loadConfig({ env: { PORT: "x", NODE_ENV: "production", pigeon_hub_port: "x" } })).toEqual(
      defaults,
    );
  });

  it("takes an undefined override as none", () => {
    expect(loadConfig({ env: {}, overrides: { hub: { port: undefined }, retry: undefined } })).toEqual(
      defaults,
    );
  });

  it("copies and freezes at every depth", () => {
    const token = { name: "ci", role: "client", secret: "12345678" } as const;
    const authTokens = [token];
    const config = loadConfig({ env: {}, overrides: { hub: { authTokens } } });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.hub)).toBe(true);
    expect(Object.isFrozen(config.hub.authTokens)).toBe(true);
    expect(Object.isFrozen(config.hub.authTokens[0])).toBe(true);
    expect(Object.isFrozen(config.hub.workerNetworks)).toBe(true);
    expect(config.hub.authTokens).toEqual([token]);
    expect([Object.isFrozen(token), Object.isFrozen(authTokens)]).toEqual([false, false]);
  });

  it("takes a whole configuration as overrides", () => {
    const production = getConfigForEnvironment("production");
    expect(loadConfig({ env: { PIGEON_HUB_PORT: "1" }, overrides: production })).toEqual(production);
  });

  it("throws all problems of all layers at once, each with its variable", () => {
    const error = failure({
      env: { PIGEON_CB_TIMEOUT_MS: "5 s", PIGEON_RETRY_MAX_RETRIES: "1.5", PIGEON_LOG_LEVEL: "INFO" },
      profiles: { mine: { hub: { port: -1 } } },
      overrides: { retry: { jitterFactor: 2 } },
    });
    expect(error.problems.map(({ variable, source }) => [variable, source])).toEqual([
      ["PIGEON_HUB_PORT", "profile"],
      ["PIGEON_CB_TIMEOUT_MS", "environment"],
      ["PIGEON_RETRY_MAX_RETRIES", "environment"],
      ["PIGEON_LOG_LEVEL", "environment"],
      ["PIGEON_RETRY_JITTER_FACTOR", "override"],
    ]);
    for (const { variable } of error.problems) expect(error.message).toContain(variable);
  });

  it("reports a bad variable even where an override would replace it", () => {
    const error = failure({ env: { PIGEON_HUB_PORT: "x" }, overrides: { hub: { port: 1 } } });
    expect(error.problems).toEqual([
      {
        variable: "PIGEON_HUB_PORT",
        path: "hub.port",
        source: "environment",
        received: "x",
        kind: "string",
        expected: "a whole number from 0 to 65535",
        example: "4040",
      },
    ]);
  });

  it("reports a profiles option that is no object", () => {
    for (const profiles of [null, "production", []] as never[]) {
      expect(failure({ env: {}, profiles }).problems).toMatchObject([
        { path: "profiles", source: "override", expected: "an object of profiles by name" },
      ]);
    }
  });
});

describe("choosing the profile", () => {
  const env = { PIGEON_ENV: "test" };

  it("takes PIGEON_ENV, before it the option, before that the override", () => {
    expect(loadConfig({ env }).env).toBe("test");
    expect(loadConfig({ env, profile: "development" }).env).toBe("development");
    const config = loadConfig({ env, profile: "development", overrides: { env: "production" } });
    expect([config.env, config.retry.maxRetries]).toEqual(["production", 5]);
    expect(loadConfig({ env, profile: "default" })).toEqual(defaults);
  });

  it("reports an unknown name with the known ones", () => {
    const error = failure({ env: { PIGEON_ENV: "Staging" }, profiles: { staging: {} } });
    expect(error.problems).toEqual([
      {
        variable: "PIGEON_ENV",
        path: "env",
        source: "environment",
        received: "Staging",
        kind: "string",
        expected:
          "one of the profiles default, development, test, production, staging; did you mean staging?",
        example: "production",
      },
    ]);
  });

  it.each(["", "toString", "__proto__", "constructor"])("reports the name %j given in code", (profile) => {
    const error = failure({ env, profile });
    expect(error.problems).toMatchObject([{ variable: "PIGEON_ENV", source: "override", received: profile }]);
  });

  it("reports a name that is no text", () => {
    expect(failure({ env, profile: 5 as never }).problems).toMatchObject([{ path: "env", kind: "number" }]);
    expect(failure({ env, overrides: { env: 5 as never } }).problems).toMatchObject([
      { path: "env", kind: "number" },
    ]);
  });
});

describe("warnings", () => {
  const env = { PIGEON_RETRY_MAX: "5", PIGEON_MINE: "1", OTHER: "1" };

  it("tells of unknown variables of Pigeon", () => {
    const onWarning = vi.fn<(message: string) => void>();
    loadConfig({ env, onWarning, knownVariables: ["PIGEON_MINE"] });
    expect(onWarning.mock.calls).toEqual([
      ["PIGEON_RETRY_MAX is no known variable and was ignored; did you mean PIGEON_RETRY_MAX_RETRIES?"],
    ]);
  });

  it("tells of them also when it throws, and in the error", () => {
    const onWarning = vi.fn<(message: string) => void>();
    const error = failure({ env: { ...env, PIGEON_HUB_PORT: "x" }, onWarning });
    expect(onWarning).toHaveBeenCalledTimes(2);
    expect(error.warnings).toEqual(onWarning.mock.calls.flat());
    expect(error.message).toContain("Warning: PIGEON_RETRY_MAX is no known variable");
  });
});

describe("getConfigForEnvironment", () => {
  it("does not read the environment", () => {
    vi.stubEnv("PIGEON_HUB_PORT", "5050");
    vi.stubEnv("PIGEON_ENV", "test");
    expect(getConfigForEnvironment("default")).toEqual(defaults);
  });

  it("lays overrides over the profile", () => {
    const overrides = { retry: { maxRetries: 9 } };
    const config = getConfigForEnvironment("mine", { profiles: { mine: { hub: { port: 1 } } }, overrides });
    expect([config.env, config.hub.port, config.retry.maxRetries]).toEqual(["mine", 1, 9]);
  });

  it("refuses an unknown name", () => {
    expect(() => getConfigForEnvironment("prod")).toThrow(ConfigError);
    expect(() => getConfigForEnvironment("prod")).toThrow(/did you mean production\?/);
  });
});
