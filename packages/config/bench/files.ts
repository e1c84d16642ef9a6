// One configuration file, read, parsed and laid over defaults.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig as loadC12 } from "c12";
import convict from "convict";
import { boolean, choice, defineConfig, defineSection, integer, text } from "@pigeon/config";
import type { Subject } from "./measure.ts";

const levels = ["debug", "info", "warn", "error"] as const;
const values = { http: { host: "0.0.0.0", port: 8080, keepAlive: true }, log: { level: "warn" } };
const yaml = "http:\n  host: 0.0.0.0\n  port: 8080\n  keepAlive: true\nlog:\n  level: warn\n";
const toml = '[http]\nhost = "0.0.0.0"\nport = 8080\nkeepAlive = true\n[log]\nlevel = "warn"\n';

const shop = defineConfig({
  prefix: "SHOP_",
  sections: [
    defineSection("http", {
      host: text({ default: "127.0.0.1" }),
      port: integer({ min: 0, max: 65_535, default: 80 }),
      keepAlive: boolean({ default: false }),
    }),
    defineSection("log", { level: choice(levels, { default: "info" }) }),
  ],
});
const schema = {
  http: {
    host: { format: String, default: "127.0.0.1" },
    port: { format: "port", default: 80 },
    keepAlive: { format: Boolean, default: false },
  },
  log: { level: { format: [...levels], default: "info" } },
};

/** The subjects, and how to remove the files that they read. */
export function ofFiles(): {
  readonly subjects: Readonly<Record<string, Subject>>;
  readonly remove: () => void;
} {
  const cwd = mkdtempSync(join(tmpdir(), "pigeon-config-bench-"));
  const files = { "a.json": JSON.stringify(values), "b.yaml": yaml, "c.toml": toml };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  const load = (configFile: string): unknown => shop.load({ cwd, env: {}, envFile: false, configFile });
  const c12 = (configFile: string): Subject => {
    const defaults = { http: { host: "127.0.0.1", port: 80, keepAlive: false }, log: { level: "info" } };
    return () => loadC12({ cwd, configFile, defaults, rcFile: false, envName: false });
  };
  return {
    subjects: {
      "@pigeon/config, JSON": () => load("a.json"),
      "@pigeon/config, YAML": () => load("b.yaml"),
      "@pigeon/config, TOML": () => load("c.toml"),
      "convict, JSON": () =>
        convict(schema, { env: {}, args: [] }).loadFile(join(cwd, "a.json")).validate({ allowed: "strict" }),
      "c12, JSON (no checks)": c12("a"),
      "c12, YAML (no checks)": c12("b"),
      "c12, TOML (no checks)": c12("c"),
    },
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
}
