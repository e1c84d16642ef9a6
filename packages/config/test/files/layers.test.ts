import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { ConfigError, explain, loadConfig, type LoadOptions, type PigeonConfig } from "../../src/index.ts";
import { InMemoryFiles } from "../in-memory-files.ts";

type Options = LoadOptions<PigeonConfig>;

function load(texts: Readonly<Record<string, string>>, options: Options = {}): PigeonConfig {
  return loadConfig({ env: {}, files: new InMemoryFiles(texts), ...options });
}

function problems(texts: Readonly<Record<string, string>>, options: Options = {}): ConfigError["problems"] {
  try {
    load(texts, options);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("the configuration file", () => {
  it.each([
    [
      "pigeon.config.json",
      '{ "$schema": "./s.json", "hub": { "port": 81 }, "breaker": { "timeoutMs": "5s" } }',
    ],
    ["pigeon.config.yaml", "hub:\n  port: 81\nbreaker:\n  timeoutMs: 5s\nretry:\n"],
    ["pigeon.config.yml", "hub: { port: 81 }\nbreaker: { timeoutMs: 5000 }\n"],
    ["pigeon.config.toml", '[hub]\nport = 81\n[breaker]\ntimeoutMs = "5s"\n'],
  ])("is found as %s", (name, text) => {
    const config = load({ [name]: text });
    expect([config.hub.port, config.breaker.timeoutMs, config.retry.maxRetries]).toEqual([81, 5000, 3]);
  });

  it("is looked for in cwd", () => {
    const texts = {
      "/etc/pigeon/pigeon.config.toml": "[hub]\nport = 81\n",
      "/etc/pigeon/.env": "PIGEON_HUB_HOST=::1\n",
    };
    expect(load(texts).hub).toMatchObject({ port: 4040, host: "127.0.0.1" });
    expect(load(texts, { cwd: "/etc/pigeon" }).hub).toMatchObject({ port: 81, host: "::1" });
  });

  it("is given by option, before that by the environment, before that by .env", () => {
    const texts = {
      "a.json": '{"hub":{"port":1}}',
      "b.json": '{"hub":{"port":2}}',
      "c.json": '{"hub":{"port":3}}',
      "pigeon.config.json": '{"hub":{"port":4}}',
    };
    const withDotEnv = { ...texts, ".env": "PIGEON_CONFIG_FILE= c.json \n" };
    const env = { PIGEON_CONFIG_FILE: " b.json " };
    expect(load(withDotEnv, { env, configFile: "a.json" }).hub.port).toBe(1);
    expect(load(withDotEnv, { env }).hub.port).toBe(2);
    expect(load(withDotEnv).hub.port).toBe(3);
    expect(load(texts, { env: { PIGEON_CONFIG_FILE: " " } }).hub.port).toBe(4);
    expect(load(withDotEnv, { env, configFile: false }).hub.port).toBe(4040);
    expect(load(withDotEnv, { envFile: false }).hub.port).toBe(4);
  });

  it("is a problem when it was named and is not there", () => {
    expect(problems({}, { configFile: "a.json" })).toEqual([
      {
        variable: "",
        path: "configFile",
        source: "override",
        received: "a.json",
        kind: "string",
        expected: "the path of a file that exists",
        example: "",
      },
    ]);
    expect(problems({}, { env: { PIGEON_CONFIG_FILE: "b.json" } })).toMatchObject([
      { variable: "PIGEON_CONFIG_FILE", path: "", source: "environment", received: "b.json" },
    ]);
    expect(problems({ ".env": "PIGEON_CONFIG_FILE=c.json" })).toMatchObject([
      { variable: "PIGEON_CONFIG_FILE", source: "env-file", file: ".env", received: "c.json" },
    ]);
    expect(problems({}, { envFile: "prod.env" })).toMatchObject([
      { path: "envFile", source: "override", received: "prod.env" },
    ]);
  });

  it("is a problem when two could be meant", () => {
    const texts = { "pigeon.config.json": "{}", "pigeon.config.toml": "", "pigeon.config.yml": "" };
    expect(problems(texts)).toMatchObject([
      {
        path: "",
        file: "pigeon.config.json",
        received: "pigeon.config.json, pigeon.config.yml, pigeon.config.toml",
        expected: "only one of these files",
      },
    ]);
  });

  it("is a problem when it cannot be read or understood", () => {
    const broken = new InMemoryFiles({});
    broken.read = (path) => {
      if (path.endsWith(".env")) throw Object.assign(new Error("no"), { code: "EACCES" });
      if (path.endsWith(".toml")) throw new Error("no");
      return undefined;
    };
    expect(problems({}, { files: broken })).toMatchObject([
      { source: "env-file", file: ".env", expected: "a file that can be read (EACCES)" },
      { source: "file", file: "pigeon.config.toml", expected: "a file that can be read (it cannot)" },
    ]);
    expect(problems({ "pigeon.config.json": "{\n  hunter2 }" })).toEqual([
      {
        variable: "",
        path: "",
        source: "file",
        file: "pigeon.config.json",
        line: 2,
        received: "***",
        kind: "string",
        expected: "valid JSON",
        example: "",
      },
    ]);
    expect(problems({ "a.ini": "" }, { configFile: "a.ini" })).toMatchObject([{ file: "a.ini", path: "" }]);
    expect(problems({ "pigeon.config.json": "[]" })).toMatchObject([
      { path: "", file: "pigeon.config.json", expected: expect.stringMatching(/^an object with/) as string },
    ]);
  });

  it("tells the line of each problem", () => {
    const text = "hub:\n  port: 80.5\n  prot: 1\nretry:\n  baseDelayMs: 1h\n";
    expect(
      problems({ "pigeon.config.yaml": text }).map(({ path, file, line }) => [path, `${file}:${line}`]),
    ).toEqual([
      ["hub.port", "pigeon.config.yaml:2"],
      ["hub.prot", "pigeon.config.yaml:3"],
      ["retry.baseDelayMs", "pigeon.config.yaml:5"],
    ]);
  });

  it("brings profiles, which build on those of code and of the definition", () => {
    const text = [
      "env: eu",
      "profiles:",
      "  eu: { extends: production, retry: { maxRetries: 8, baseDelayMs: 3s } }",
      "  production: { breaker: { failureThreshold: 11 } }",
      "retry:",
      "  baseDelayMs: 4s",
    ].join("\n");
    const profiles = { production: { breaker: { timeoutMs: 7 } } };
    const config = load({ "pigeon.config.yaml": text }, { profiles });
    expect(config.env).toBe("eu");
    expect(config.retry).toMatchObject({ maxRetries: 8, baseDelayMs: 4000 });
    expect(config.breaker).toMatchObject({ failureThreshold: 11, timeoutMs: 7, recoveryTimeoutMs: 120_000 });
    expect(load({ "pigeon.config.yaml": text }, { env: { PIGEON_ENV: "default" } }).env).toBe("default");
  });

  it("tells what is wrong with its profiles, and where", () => {
    const text = "profiles:\n  eu:\n    extends: produktion\n    hub:\n      port: x\n  us: 5\n";
    expect(
      problems({ "pigeon.config.yaml": text }).map(({ path, profile, line }) => [path, profile, line]),
    ).toEqual([
      ["extends", "eu", 3],
      ["hub.port", "eu", 5],
      ["", "us", 6],
    ]);
    expect(problems({ "pigeon.config.yaml": "profiles: [eu]" })).toMatchObject([
      { path: "profiles", file: "pigeon.config.yaml", expected: "an object of profiles by name" },
    ]);
    expect(problems({ "pigeon.config.yaml": "profiles:\n" })).toEqual([]);
  });
});

describe("the .env file", () => {
  it("is stronger than the configuration file and weaker than the environment", () => {
    const texts = {
      ".env": "PIGEON_HUB_PORT=2\nPIGEON_RETRY_MAX_RETRIES=2\nPIGEON_LOG_LEVEL=\n",
      "pigeon.config.yaml":
        "hub: { port: 1, host: ::1 }\nretry: { maxRetries: 1 }\nerrors: { logLevel: warn }\n",
    };
    const config = load(texts, { env: { PIGEON_HUB_PORT: "3" } });
    expect(config.hub).toMatchObject({ port: 3, host: "::1" });
    expect(config.retry.maxRetries).toBe(2);
    expect(config.errors.logLevel).toBe("warn");
  });

  it("chooses the profile where the environment does not", () => {
    const texts = { ".env": "PIGEON_ENV=test", "pigeon.config.json": '{"env":"production"}' };
    expect(load(texts).env).toBe("test");
    expect(load(texts, { env: { PIGEON_ENV: "development" } }).env).toBe("development");
    expect(load(texts, { profile: "default" }).env).toBe("default");
  });

  it("is warned of, as the environment is", () => {
    const warnings: string[] = [];
    const texts = { ".env": "\nPIGEON_HUB_PROT=2\nOTHER=1\n" };
    load(texts, { env: { PIGEON_X: "1" }, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([
      "PIGEON_HUB_PROT (.env:2) is no known variable and was ignored; did you mean PIGEON_HUB_PORT?",
      "PIGEON_X is no known variable and was ignored",
    ]);
    warnings.length = 0;
    const known = { knownVariables: ["PIGEON_X", "PIGEON_HUB_PROT"] };
    load(texts, { env: { PIGEON_X: "1" }, ...known, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([]);
  });

  it("is refused with an unknown variable where that is strict", () => {
    const warnings: string[] = [];
    const found = problems(
      { ".env": "PIGEON_HUB_PROT=hunter2" },
      { env: { PIGEON_X: "1" }, strict: true, onWarning: (message) => warnings.push(message) },
    );
    expect(found.map(({ variable, line, received }) => [variable, line, received])).toEqual([
      ["PIGEON_HUB_PROT", 1, "***"],
      ["PIGEON_X", undefined, "***"],
    ]);
    expect(warnings).toEqual([]);
    expect(problems({}, { env: { OTHER: "1" }, strict: true })).toEqual([]);
  });
});

describe("explain", () => {
  it("tells file and line", () => {
    const files = new InMemoryFiles({
      ".env": "A=1\nPIGEON_HUB_PORT=2\n",
      "pigeon.config.yaml": "retry:\n  maxRetries: 1\nprofiles:\n  eu:\n    hub: { host: ::1 }\n",
    });
    const values = explain({ env: { PIGEON_ENV: "eu" }, files });
    const find = (path: string): unknown => values.find((value) => value.path === path);
    expect(find("hub.port")).toMatchObject({ value: "2", source: "env-file", file: ".env", line: 2 });
    expect(find("retry.maxRetries")).toMatchObject({ source: "file", file: "pigeon.config.yaml", line: 2 });
    expect(find("hub.host")).toMatchObject({
      source: "profile",
      profile: "eu",
      file: "pigeon.config.yaml",
      line: 5,
    });
    expect(find("retry.jitterFactor")).toEqual({
      variable: "PIGEON_RETRY_JITTER_FACTOR",
      path: "retry.jitterFactor",
      value: "0.1",
      source: "default",
    });
  });
});

describe("real files", () => {
  it("are read from the folder of a test", () => {
    const cwd = join(import.meta.dirname, "..", "fixtures");
    expect(loadConfig({ env: {}, cwd }).retry).toMatchObject({ maxRetries: 9, baseDelayMs: 2000 });
    expect(problems({}, { files: undefined, cwd, configFile: "." })).toMatchObject([
      { path: "configFile", expected: "a file that can be read (EISDIR)" },
    ]);
  });
});
