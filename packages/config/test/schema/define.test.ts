import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";

import {
  atLeast,
  boolean,
  choice,
  ConfigError,
  defineConfig,
  defineSection,
  duration,
  field,
  integer,
  list,
  optional,
  secret,
  text,
  url,
  type ConfigOf,
} from "../../src/index.ts";

const http = defineSection("http", {
  port: integer({ default: 80 }),
  maxHTTPSockets: integer({ default: 5 }),
  secure: boolean({ default: false }),
});
const database = defineSection(
  "database",
  {
    url: url({ variable: "DATABASE_URL", protocols: ["postgres"] }),
    min: integer({ env: "POOL_MIN", default: 1 }),
    max: integer({ env: "POOL_MAX", default: 9 }),
    level: choice(["a", "b"], { default: "a" }),
    tags: list(text(), { default: [] }),
    limits: field(z.object({ cpu: z.number() }), { default: { cpu: 1 } }),
    key: optional(secret()),
  },
  [atLeast("max", "min")],
);
const sections = [http, database] as const;
const shop = defineConfig({
  prefix: "SHOP_",
  sections,
  profiles: { live: { http: { port: 443 } } },
  rules: [
    {
      between: ["http.secure", "database.level"],
      check: (config, show) =>
        config.http.secure && config.database.level === "a"
          ? { "database.level": `b, as ${show("http.secure")}` }
          : undefined,
    },
  ],
});
const alone = { configFile: false, envFile: false } as const;
const env = { DATABASE_URL: "postgres://me:hunter2@db/x" };

function problems(run: () => unknown): ConfigError["problems"] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("a configuration", () => {
  it("has the types of its fields", () => {
    const config = shop.load({ env, ...alone });
    expectTypeOf(config).toEqualTypeOf<ConfigOf<typeof sections>>();
    expectTypeOf(config.http.port).toEqualTypeOf<number>();
    expectTypeOf(config.database.level).toEqualTypeOf<"a" | "b">();
    expectTypeOf(config.database.tags).toEqualTypeOf<readonly string[]>();
    expectTypeOf(config.database.limits).toEqualTypeOf<{ cpu: number }>();
    expectTypeOf(config.database.key).toEqualTypeOf<string | undefined>();
    expectTypeOf(config.env).toEqualTypeOf<string>();
    // @ts-expect-error: there is no such value
    void config.http.prot;
    // @ts-expect-error: a schema that makes another type of a value
    field(z.string().transform(Number));
    // @ts-expect-error: no section has it
    const wrong: Parameters<typeof shop.load>[0] = { overrides: { http: { prot: 1 } } };
    expect(wrong).toBeDefined();
  });

  it("reads the variables that it was told or that follow from section and key", () => {
    const config = shop.load({
      env: {
        ...env,
        SHOP_HTTP_MAX_HTTP_SOCKETS: "6",
        SHOP_POOL_MAX: "7",
        SHOP_DATABASE_TAGS: "x,y",
        SHOP_ENV: "live",
      },
      ...alone,
    });
    expect(config).toEqual({
      env: "live",
      http: { port: 443, maxHTTPSockets: 6, secure: false },
      database: {
        url: env.DATABASE_URL,
        min: 1,
        max: 7,
        level: "a",
        tags: ["x", "y"],
        limits: { cpu: 1 },
        key: undefined,
      },
    });
    expect("key" in config.database).toBe(true);
  });

  it("misses what is required, once, and not what is optional", () => {
    expect(problems(() => shop.load({ env: {}, ...alone }))).toEqual([
      {
        variable: "DATABASE_URL",
        path: "database.url",
        source: "default",
        received: "undefined",
        kind: "undefined",
        expected: "a URL that starts with postgres://",
        example: "postgres://example.com/",
      },
    ]);
    expect(problems(() => shop.load({ env: { DATABASE_URL: "x" }, ...alone }))).toHaveLength(1);
    expect(
      problems(() => shop.load({ env: {}, ...alone, overrides: { database: 5 as never } })),
    ).toHaveLength(1);
    expect(problems(() => shop.load({ env: {}, ...alone, configFile: "missing.json" }))).toHaveLength(1);
  });

  it("is held to the rules of sections and its own", () => {
    const broken = { ...env, SHOP_POOL_MIN: "10", SHOP_HTTP_SECURE: "yes" };
    expect(
      problems(() => shop.load({ env: broken, ...alone })).map(({ path, expected }) => [path, expected]),
    ).toEqual([
      ["database.min", "at most SHOP_POOL_MAX, which is 9"],
      ["database.level", "b, as SHOP_HTTP_SECURE, which is true"],
    ]);
    const unclear = { ...broken, SHOP_POOL_MAX: "x", SHOP_DATABASE_LEVEL: "c" };
    expect(problems(() => shop.load({ env: unclear, ...alone })).map(({ path }) => path)).toEqual([
      "database.max",
      "database.level",
    ]);
  });

  it("does not ask a rule about a value that is absent, nor shows a secret in one", () => {
    const asked: unknown[] = [];
    const section = defineSection("a", { one: optional(secret()), two: integer({ default: 1 }) }, [
      {
        between: ["one", "two"],
        check: (values, show) => {
          asked.push(values.one);
          return { two: `another than ${show("one")}`, one: undefined as unknown as string };
        },
      },
    ]);
    const config = defineConfig({ prefix: "A_", sections: [section] });
    expect(config.load({ env: {}, ...alone }).a.two).toBe(1);
    expect(asked).toEqual([]);
    expect(problems(() => config.load({ env: { A_A_ONE: "hunter2" }, ...alone }))).toMatchObject([
      { path: "a.two", expected: "another than A_A_ONE, which is ***" },
    ]);
    expect(asked).toEqual(["hunter2"]);
  });

  it("makes nothing of a rule that blames nobody, or a value that it is not between", () => {
    const section = defineSection("a", { one: integer({ default: 1 }), two: integer({ default: 1 }) }, [
      { between: ["one"], check: () => ({}) },
      { between: ["one"], check: () => ({ two: "better" }) },
    ]);
    expect(defineConfig({ prefix: "A_", sections: [section] }).load({ env: {}, ...alone }).a.one).toBe(1);
  });

  it("validates, explains and redacts", () => {
    const config = shop.load({ env, ...alone, overrides: { database: { key: "hunter2" } } });
    expect(shop.validate(config)).toEqual({ ok: true, config });
    expect(shop.validate(JSON.parse(JSON.stringify(shop.load({ env, ...alone }))))).toMatchObject({
      ok: true,
    });
    expect(shop.validate({ ...config, http: { ...config.http, port: undefined } })).toMatchObject({
      ok: false,
      problems: [{ path: "http.port", kind: "undefined", source: "override" }],
    });
    expect(shop.redact(config)).toEqual({
      ...config,
      database: { ...config.database, url: "postgres://***@db/x", key: "***" },
    });
    const strange = { ...config, more: "hunter2", database: { ...config.database, other: "hunter2" } };
    expect(JSON.stringify(shop.redact(strange))).not.toContain("hunter2");
    expect(JSON.stringify(shop.explain({ env, ...alone }))).not.toContain("hunter2");
    expect(shop.forProfile("live", { overrides: { database: { url: "postgres://x" } } }).http.port).toBe(443);
  });

  it("names its files after its prefix, or as it is told", () => {
    const read: string[] = [];
    const files = {
      read: (path: string) => void read.push(path),
      watch: () => ({ close() {} }),
    } as never;
    const section = defineSection("a", { b: integer({ default: 1 }) });
    for (const names of [{ prefix: "MY_SHOP_" }, { prefix: "" }, { prefix: "X", name: "y" }]) {
      defineConfig({ ...names, sections: [section] }).load({ env: {}, files, cwd: "/" });
    }
    expect(read.filter((path) => /env|toml/.test(path))).toEqual([
      "/.env",
      "/my-shop.config.toml",
      "/.env",
      "/app.config.toml",
      "/.env",
      "/y.config.toml",
    ]);
  });
});

describe("defineConfig", () => {
  const good = defineSection("a", { b: integer({ default: 1 }) });

  it("tells all that is wrong with a definition", () => {
    const bad = defineSection("b", {
      "no name": integer({ default: 1 }),
      two: integer({ variable: "A_A_B", default: 1 }),
      three: integer({ max: 5, default: 6, example: "x" }),
      four: duration({ variable: "4" }),
      five: integer({ env: "CONFIG_FILE" }),
    });
    const other = defineSection("Profiles", { y: integer({ default: 1 }) }, [
      { between: ["x" as never], check: () => undefined },
    ]);
    const taken = [
      defineSection("env", { x: integer({ default: 1 }) }),
      defineSection("profiles", { x: integer({ default: 1 }) }),
    ];
    const sections = [good, good, bad, other, ...taken];
    const define = (): unknown =>
      defineConfig({ prefix: "A_", sections, profiles: { eu: { extends: "us" }, x: { c: 1 } } as never });
    expect(define).toThrow(TypeError);
    let message = "";
    try {
      define();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split("\n  - ")).toEqual([
      "The definition of the configuration has problems:",
      "section a: the name is taken",
      'section b: "no name" is no name; letters and digits, the first a small letter',
      'section Profiles: "Profiles" is no name; letters and digits, the first a small letter',
      "section env: the name is taken",
      "section profiles: the name is taken",
      'b.no name: "A_B_NO NAME" cannot name a variable',
      "b.two: its variable A_A_B is also that of a.b",
      'b.four: "4" cannot name a variable',
      "b.five: its variable A_CONFIG_FILE is also that of the configuration file",
      "b.three: its default must be a whole number of at most 5",
      "b.three: its example must be a whole number of at most 5",
      "a rule is between Profiles.x and others, but there is no such value",
      expect.stringMatching(/^extends: expected one of the profiles default, eu, x, received "us"/),
      expect.stringMatching(/^c: expected one of the keys/),
    ]);
  });

  it("refuses a prefix that no variable could have", () => {
    expect(() => defineConfig({ prefix: "A-", sections: [] })).toThrow(/prefix: expected .*received "A-"/);
    expect(() => defineConfig({ prefix: "", sections: [good] })).not.toThrow();
  });

  it("takes sections without fields, and none", () => {
    const config = defineConfig({ prefix: "A_", sections: [] });
    expect(config.load({ env: {}, ...alone })).toEqual({ env: "default" });
    expect(config.table().split("\n")).toHaveLength(3);
  });
});
