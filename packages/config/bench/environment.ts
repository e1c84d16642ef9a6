// The same twelve variables, read by each package in its own way.
import { createEnv } from "@t3-oss/env-core";
import convict from "convict";
import { bool, cleanEnv, host, num, port, str, url } from "envalid";
import { z } from "zod";
import {
  boolean,
  choice,
  defineConfig,
  defineSection,
  duration,
  integer,
  loadConfig,
  number,
  text,
  url as urlField,
} from "@pigeon/config";
import type { Subject } from "./measure.ts";

const env = {
  SHOP_HTTP_HOST: "0.0.0.0",
  SHOP_HTTP_PORT: "8080",
  SHOP_HTTP_TIMEOUT_MS: "30000",
  SHOP_HTTP_KEEP_ALIVE: "true",
  SHOP_HTTP_BASE_URL: "https://shop.example.com/",
  SHOP_LOG_LEVEL: "warn",
  SHOP_LOG_PRETTY: "false",
  SHOP_DB_URL: "https://db.example.com/orders",
  SHOP_DB_POOL_MIN: "2",
  SHOP_DB_POOL_MAX: "20",
  SHOP_DB_SAMPLE_RATE: "0.25",
  SHOP_DB_SCHEMA: "orders",
};
const levels = ["debug", "info", "warn", "error"] as const;

const shop = defineConfig({
  prefix: "SHOP_",
  sections: [
    defineSection("http", {
      host: text(),
      port: integer({ min: 0, max: 65_535 }),
      timeoutMs: duration(),
      keepAlive: boolean(),
      baseUrl: urlField(),
    }),
    defineSection("log", { level: choice(levels), pretty: boolean() }),
    defineSection("db", {
      url: urlField(),
      poolMin: integer({ min: 0 }),
      poolMax: integer({ min: 0 }),
      sampleRate: number({ min: 0, max: 1 }),
      schema: text(),
    }),
  ],
});
const noFiles = { configFile: false, envFile: false } as const;

const specification = {
  SHOP_HTTP_HOST: host(),
  SHOP_HTTP_PORT: port(),
  SHOP_HTTP_TIMEOUT_MS: num(),
  SHOP_HTTP_KEEP_ALIVE: bool(),
  SHOP_HTTP_BASE_URL: url(),
  SHOP_LOG_LEVEL: str({ choices: levels }),
  SHOP_LOG_PRETTY: bool(),
  SHOP_DB_URL: url(),
  SHOP_DB_POOL_MIN: num(),
  SHOP_DB_POOL_MAX: num(),
  SHOP_DB_SAMPLE_RATE: num(),
  SHOP_DB_SCHEMA: str(),
};

const whole = z.string().regex(/^\d+$/).transform(Number);
const server = {
  SHOP_HTTP_HOST: z.string(),
  SHOP_HTTP_PORT: whole.pipe(z.int().max(65_535)),
  SHOP_HTTP_TIMEOUT_MS: whole,
  SHOP_HTTP_KEEP_ALIVE: z.stringbool(),
  SHOP_HTTP_BASE_URL: z.url(),
  SHOP_LOG_LEVEL: z.enum(levels),
  SHOP_LOG_PRETTY: z.stringbool(),
  SHOP_DB_URL: z.url(),
  SHOP_DB_POOL_MIN: whole,
  SHOP_DB_POOL_MAX: whole,
  SHOP_DB_SAMPLE_RATE: z.string().transform(Number).pipe(z.number().min(0).max(1)),
  SHOP_DB_SCHEMA: z.string(),
};

const convictSchema = {
  http: {
    host: { format: String, default: "", env: "SHOP_HTTP_HOST" },
    port: { format: "port", default: 80, env: "SHOP_HTTP_PORT" },
    timeoutMs: { format: "nat", default: 1, env: "SHOP_HTTP_TIMEOUT_MS" },
    keepAlive: { format: Boolean, default: false, env: "SHOP_HTTP_KEEP_ALIVE" },
    baseUrl: { format: String, default: "", env: "SHOP_HTTP_BASE_URL" },
  },
  log: {
    level: { format: [...levels], default: "info", env: "SHOP_LOG_LEVEL" },
    pretty: { format: Boolean, default: true, env: "SHOP_LOG_PRETTY" },
  },
  db: {
    url: { format: String, default: "", env: "SHOP_DB_URL" },
    poolMin: { format: "nat", default: 1, env: "SHOP_DB_POOL_MIN" },
    poolMax: { format: "nat", default: 1, env: "SHOP_DB_POOL_MAX" },
    sampleRate: { format: Number, default: 1, env: "SHOP_DB_SAMPLE_RATE" },
    schema: { format: String, default: "", env: "SHOP_DB_SCHEMA" },
  },
};

export const ofTwelve: Readonly<Record<string, Subject>> = {
  "@pigeon/config": () => shop.load({ env, ...noFiles }),
  "@pigeon/config, Pigeon's own 42 values": () => loadConfig({ env: {}, ...noFiles }),
  envalid: () => cleanEnv(env, specification),
  convict: () => convict(convictSchema, { env, args: [] }).validate({ allowed: "strict" }),
  "@t3-oss/env-core and zod": () =>
    createEnv({ server, runtimeEnv: { ...env }, emptyStringAsUndefined: true }),
};
