import { inspect } from "node:util";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  ConfigError,
  describeVariables,
  explain,
  loadConfig,
  renderExplanation,
  validateConfig,
} from "../src/index.ts";
import type { LoadOptions, PigeonConfig } from "../src/index.ts";
import { maskStoreUrl } from "../src/pigeon/store-url.ts";
import { editDistance } from "../src/suggest.ts";
import { entryAt, schema } from "./pigeon-schema.ts";

const names = describeVariables().map(({ name }) => name);

const garbage = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "5s",
    "true",
    "null",
    "NaN",
    "1e309",
    "9".repeat(400),
    "production",
  ),
  fc.integer().map(String),
  fc.double().map(String),
);

const garbageEnvironment = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), garbage);

// Letters that occur in no message, so that a find is no accident.
const secret = fc.string({ unit: fc.constantFrom("§", "ß", "Q", "Z", "9"), minLength: 8, maxLength: 20 });

function outcome(env: Record<string, string>): PigeonConfig | ConfigError {
  try {
    return loadConfig({ env });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

describe("any environment", () => {
  it("gives a valid frozen configuration, or an error that names the variables at fault", () => {
    fc.assert(
      fc.property(garbageEnvironment, (env) => {
        const before = { ...env };
        const result = outcome(env);
        expect(env).toEqual(before);
        if (!(result instanceof ConfigError)) {
          expect(isDeeplyFrozen(result)).toBe(true);
          expect(validateConfig(result)).toEqual({ ok: true, config: result });
          return;
        }
        expect(result.problems.length).toBeGreaterThan(0);
        for (const { variable } of result.problems) {
          expect(Object.keys(env)).toContain(variable);
          expect(result.message).toContain(`- ${variable} (`);
        }
        // With those variables unset the rest is good: all problems were told. Only the rules between
        // two durations could not be judged while one of them was none.
        const atFault = new Set(result.problems.map(({ variable }) => variable));
        const rest = outcome(Object.fromEntries(Object.entries(env).filter(([name]) => !atFault.has(name))));
        if (rest instanceof ConfigError) {
          for (const { expected } of rest.problems) {
            expect(expected).toMatch(/^at (least|most) PIGEON_(RETRY|ALERT)_/);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("never shows a secret, however broken the text around it", () => {
    const around = fc.string({ unit: fc.constantFrom("a", "1", ":", "/", "?", "#", "%", " ", ".", "[") });
    const tokens = fc.tuple(secret, around, around).map(([value, before, after]) => ({
      value,
      PIGEON_AUTH_TOKENS: `${before},ci:client:${value}${after}`,
    }));
    const scheme = fc.constantFrom(
      "postgres://",
      "postgresql://",
      "mysql://",
      "postgres:",
      "sqlite://",
      "//",
      "",
    );
    const end = fc.constantFrom("@db/pigeon", "@", "");
    const url = fc
      .tuple(scheme, secret, around, around, end)
      // What follows host:port/ where no "@" comes is the database, by any reading.
      .filter(([, , before, , last]) => last !== "" || !before.includes("/"))
      .map(([start, value, before, after, last]) => ({
        value,
        PIGEON_STORE_URL: `${start}me:${before}${value}${after}${last}`,
      }));
    fc.assert(
      fc.property(fc.oneof(tokens, url), ({ value, ...env }) => {
        const full = { ...env, PIGEON_HUB_PORT: "x" };
        const error = outcome(full);
        expect(error).toBeInstanceOf(ConfigError);
        expect(`${inspect(error)}${JSON.stringify(error)}`).not.toContain(value);
        if (!(outcome(env) instanceof ConfigError)) {
          const shown = renderExplanation(explain({ env }));
          expect(shown).not.toContain(value);
          expect(decodeURIComponent(shown.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"))).not.toContain(value);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("any value from code", () => {
  const keys = fc.constantFrom(
    "env",
    "retry",
    "hub",
    "port",
    "authTokens",
    "extends",
    "maxRetries",
    "__proto__",
    "x",
  );
  const anything = fc.anything({
    key: keys,
    withBigInt: true,
    withNullPrototype: true,
    withSparseArray: true,
  });

  it("is validated without an exception", () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(validateConfig(value).ok).toBe(false);
      }),
    );
  });

  it("gives, as override and as profile, a configuration or a ConfigError", () => {
    fc.assert(
      fc.property(anything, (value) => {
        for (const options of [{ overrides: value }, { profile: "mine", profiles: { mine: value } }]) {
          try {
            expect(isDeeplyFrozen(loadConfig({ env: {}, ...(options as LoadOptions<PigeonConfig>) }))).toBe(
              true,
            );
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
        }
      }),
    );
  });
});

describe("maskStoreUrl", () => {
  it("hides any password and leaves the rest of the address", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (password) => {
        const masked = maskStoreUrl(`postgres://me:${encodeURIComponent(password)}@db:5432/pigeon`);
        expect(masked).toBe("postgres://me:***@db:5432/pigeon");
      }),
    );
  });
});

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  "breaker.failureThreshold": fc.integer({ min: 1, max: 1_000_000 }),
  "breaker.timeoutMs": fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  "retry.maxRetries": fc.integer({ min: 0, max: 100 }),
  "retry.jitterFactor": fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs),
  "retry.backoffStrategy": fc.constantFrom("exponential", "linear", "constant"),
  "errors.logLevel": fc.constantFrom("trace", "silent"),
  "errors.retentionDays": fc.integer({ min: 1, max: 3650 }),
  "hub.port": fc.integer({ min: 0, max: 65_535 }),
  "hub.host": fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
  "hub.storeUrl": fc.stringMatching(/^[\w.-]{1,40}$/).map((path) => `sqlite:${path}`),
  "hub.authTokens": fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[\w.-]{1,64}$/),
      role: fc.constantFrom("client", "worker", "admin"),
      secret: fc.stringMatching(/^[!-+\--~]{8,40}$/),
    }),
    { maxLength: 5, comparator: (a, b) => a.name === b.name || a.secret === b.secret },
  ),
  "hub.jobTypeLimits": fc.uniqueArray(
    fc.record({
      type: fc.oneof(fc.constant("*"), fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/)),
      limit: fc.integer({ min: 0, max: 1_000_000 }),
    }),
    { minLength: 1, maxLength: 5, selector: ({ type }) => type },
  ),
  "hub.workerNetworks": fc.array(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
    { minLength: 1, maxLength: 5 },
  ),
  "hub.tlsKeyFile": fc.stringMatching(/^[\w./-][\w ./-]{0,40}[\w./-]$/),
  "hub.rateLimitPerSecond": fc.integer({ min: 0, max: 1_000_000 }),
};

describe("any good value", () => {
  it.each([...schema.entries.keys()].filter((path) => values[path] !== undefined))(
    "of %s survives being text",
    (path) => {
      const arbitrary = values[path];
      if (arbitrary === undefined) throw new Error(`no values for ${path}`);
      const { variable, field } = entryAt(path);
      const [section = "", key = ""] = path.split(".");
      fc.assert(
        fc.property(arbitrary, (value) => {
          const fromText = loadConfig({ env: { [variable]: field.kind.write(value) } });
          const fromCode = loadConfig({ env: {}, overrides: { [section]: { [key]: value } } });
          expect(fromText).toEqual(fromCode);
          expect(
            Object.entries(fromText).flatMap(([at, part]) => (at === section ? [part] : [])),
          ).toMatchObject([{ [key]: value }]);
        }),
      );
    },
  );

  it("of the delays is good in any layer if the longest is not below the base", () => {
    const delay = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(delay, delay, (baseDelayMs, maxDelayMs) => {
        const env = {
          PIGEON_RETRY_BASE_DELAY_MS: `${baseDelayMs}`,
          PIGEON_RETRY_MAX_DELAY_MS: `${maxDelayMs}`,
        };
        expect(outcome(env) instanceof ConfigError).toBe(maxDelayMs < baseDelayMs);
      }),
    );
  });
});

describe("editDistance", () => {
  it("is a metric: zero for equals only, symmetric, no longer over a third", () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
