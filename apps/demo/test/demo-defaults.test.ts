import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { demoDefaults } from "../src/demo-defaults.ts";

function folder(files: Record<string, string> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "pigeon-defaults-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

test.each([
  ["nothing", {}, {}, { PIGEON_ENV: "development", PIGEON_LOG_LEVEL: "warn" }],
  ["the environment", { PIGEON_ENV: "production", PIGEON_LOG_LEVEL: "info" }, {}, {}],
  ["a profile alone", { PIGEON_ENV: "production" }, {}, { PIGEON_LOG_LEVEL: "warn" }],
  ["an empty variable", { PIGEON_ENV: "" }, {}, { PIGEON_ENV: "development", PIGEON_LOG_LEVEL: "warn" }],
  ["a .env file", {}, { ".env": "PIGEON_ENV=production\nPIGEON_LOG_LEVEL=error\n" }, {}],
  ["a file", {}, { "pigeon.config.json": '{"errors":{"logLevel":"info"}}' }, { PIGEON_ENV: "development" }],
  ["what is wrong", { PIGEON_HUB_PORT: "many" }, {}, {}],
])("with %s, a demonstration adds what is not said", (_, env, files, expected) => {
  expect(demoDefaults({ env, cwd: folder(files) })).toEqual(expected);
});
