import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuthority, type Authority, type Pair } from "./authority.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
let authority: Authority;
let pair: Pair;
beforeAll(async () => {
  authority = await createAuthority();
  pair = await authority.issue("hub");
});
afterAll(() => authority.remove());

/** Runs the hub's command until it ends; it is told to once it listens. */
function run(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PIGEON_"));
  const child = spawn(process.execPath, ["--conditions=@pigeon/source", MAIN], {
    env: { ...Object.fromEntries(inherited), PIGEON_HUB_PORT: "0", PIGEON_STORE_URL: "memory:", ...env },
  });
  let said = "";
  const hear = (chunk: Buffer) => {
    const before = said.includes("listening on");
    said += String(chunk);
    // Once: a second signal would end it at once, with another code.
    if (!before && said.includes("listening on")) child.kill("SIGTERM");
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

test("a hub with a certificate says https, and nothing of its secrets", async () => {
  const { code, said } = await run({
    PIGEON_TLS_CERT_FILE: pair.certFile,
    PIGEON_TLS_KEY_FILE: pair.keyFile,
    PIGEON_AUTH_TOKENS: "ops:admin:secret-of-ops",
  });
  expect(code).toBe(0);
  expect(said).toMatch(/listening on https:\/\/127\.0\.0\.1:\d+/);
  expect(said).not.toContain("secret-of-ops");
});

test("files of TLS that cannot serve end the start with one message and exit code 1", async () => {
  const { code, said } = await run({
    PIGEON_TLS_CERT_FILE: pair.certFile,
    PIGEON_TLS_KEY_FILE: "nowhere.key",
  });
  expect(code).toBe(1);
  expect(said).toBe("pigeon-hub: HTTPS cannot be had: PIGEON_TLS_KEY_FILE=nowhere.key is not there\n");
});

test.each([
  ["a token without its role", { PIGEON_AUTH_TOKENS: "ops:hunter2hunter2" }],
  ["a token of an unknown role", { PIGEON_AUTH_TOKENS: "ops:boss:hunter2hunter2" }],
  ["a broken address of a store", { PIGEON_STORE_URL: "mysql://root:hunter2hunter2@db/x" }],
  [
    "a store that it cannot serve",
    { PIGEON_STORE_URL: "postgres://root:hunter2hunter2@db/x", PIGEON_STORE_WAIT_MS: "0" },
  ],
  ["a key in place of its path", { PIGEON_TLS_KEY_FILE: "-----BEGIN PRIVATE KEY-----\nhunter2hunter2" }],
])("the message about %s shows no secret", async (_what, env) => {
  const { code, said } = await run(env);
  expect(code).toBe(1);
  expect(said).toMatch(/PIGEON_/);
  expect(said).not.toContain("hunter2");
});
