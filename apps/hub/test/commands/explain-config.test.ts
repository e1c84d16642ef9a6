import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run, type Ended } from "../command-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "pigeon-explain-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  writeFileSync(join(folder, "pigeon.config.yaml"), "hub:\n  maxWorkers: 70\nerrors:\n  retentionDays: 3\n");
  writeFileSync(
    join(folder, "other.toml"),
    '[hub]\nmaxWorkers = 71\n[alerts]\nslackWebhookUrl = "https://hooks.slack.example/services/T0/B0/sEcReTpath"\n',
  );
  writeFileSync(join(folder, ".env"), "PIGEON_ERROR_RETENTION_DAYS=5\nPIGEON_RETRY_BASE_DELAY_MS=3s\n");
});

function explained(env: Record<string, string>): Promise<Ended> {
  return run(env, undefined, { args: ["--explain-config"], cwd: folder });
}

/** Value and source of a variable. */
function of(text: string, variable: string): string | undefined {
  const line = text.split("\n").find((each) => each.startsWith(`${variable} `));
  return line?.slice(variable.length).trim().replaceAll(/ +/g, " ");
}

test("--explain-config prints each value with its layer, and ends", async () => {
  const { code, out, errors } = await explained({ PIGEON_FD_HEARTBEAT_INTERVAL_MS: "2s" });
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(of(out, "PIGEON_HUB_HOST")).toBe("127.0.0.1 default");
  expect(of(out, "PIGEON_HUB_MAX_WORKERS")).toMatch(/^70 .*pigeon\.config\.yaml/);
  expect(of(out, "PIGEON_ERROR_RETENTION_DAYS")).toMatch(/^5 .*\.env/);
  expect(of(out, "PIGEON_RETRY_BASE_DELAY_MS")).toMatch(/\.env/);
  expect(of(out, "PIGEON_FD_HEARTBEAT_INTERVAL_MS")).toMatch(/ environment$/);
});

test("the file of PIGEON_CONFIG_FILE takes the place of the one that is there, and its secrets stay hidden", async () => {
  const { code, out } = await explained({ PIGEON_CONFIG_FILE: "other.toml", PIGEON_ENV: "production" });
  expect(code).toBe(0);
  expect(of(out, "PIGEON_HUB_MAX_WORKERS")).toMatch(/^71 .*other\.toml/);
  expect(of(out, "PIGEON_ALERT_SLACK_WEBHOOK_URL")).toMatch(/^\*\*\* /);
  expect(of(out, "PIGEON_CB_FAILURE_THRESHOLD")).toBe("10 profile production");
  expect(out).not.toContain("sEcReTpath");
});

test("a hub runs by its file, and a bad one is told with all problems", async () => {
  const started = await run({ PIGEON_CONFIG_FILE: "other.toml" }, (kill) => kill("SIGTERM"), { cwd: folder });
  expect(started).toMatchObject({ code: 0, errors: "" });
  writeFileSync(join(folder, "bad.json"), '{"hub":{"maxWorkers":"many","colour":1}}');
  for (const args of [[], ["--explain-config"]]) {
    const ended = await run({ PIGEON_CONFIG_FILE: "bad.json" }, undefined, { args, cwd: folder });
    expect(ended.code).toBe(1);
    expect(ended.errors).toContain("PIGEON_HUB_MAX_WORKERS");
    expect(ended.errors).toContain("bad.json");
    expect(ended.errors).toContain("colour");
  }
});

test("a secret that no webhook can be signed with is refused at the start, unseen", async () => {
  const ended = await run({
    PIGEON_ALERT_WEBHOOK_URL: "http://127.0.0.1:9/alerts",
    PIGEON_ALERT_WEBHOOK_SECRET: "not-in-the-right-form",
  });
  expect(ended.code).toBe(1);
  expect(ended.errors).toContain("whsec_");
  expect(ended.errors).not.toContain("not-in-the-right-form");
  expect(ended.errors).not.toMatch(/\n\s+at /);
});
