import {
  atLeast,
  bytes,
  ConfigError,
  defineConfig,
  defineSection,
  duration,
  field,
  integer,
  list,
  optional,
  secret,
  url,
} from "@pigeon/config";
import { z } from "zod";

const http = defineSection("http", {
  port: integer({ min: 0, max: 65_535, default: 8080, describe: "Port to listen on." }),
  timeoutMs: duration({ default: 30_000, describe: "Longest time for one request." }),
  maxBody: bytes({ default: 256 * 1024, describe: "Largest body that is read." }),
  origins: list(url(), { default: [], describe: "Pages that may call." }),
});

const database = defineSection(
  "database",
  {
    url: url({ variable: "DATABASE_URL", protocols: ["postgres"], describe: "Where the orders are." }),
    poolMin: integer({ min: 0, default: 2 }),
    poolMax: integer({ min: 1, default: 10 }),
    apiKey: optional(secret({ describe: "Key of the shipping service." })),
    region: field(z.enum(["eu", "us"]), { default: "eu", describe: "Any zod 4 schema will do." }),
  },
  [atLeast("poolMax", "poolMin")],
);

export const shop = defineConfig({
  prefix: "SHOP_",
  sections: [http, database],
  profiles: { production: { http: { timeoutMs: 10_000 }, database: { poolMax: 50 } } },
});

try {
  const config = shop.load({ onWarning: (message) => console.warn(message) });
  console.log(`Port ${config.http.port}, ${config.http.timeoutMs} ms, region ${config.database.region}.`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
