import { createServer, type AddressInfo } from "node:net";
import { getConfigForEnvironment } from "@pigeon/config";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { startHub } from "../../src/index.ts";
import { run } from "../command-fixture.ts";
import { FakeClock } from "../units/fake-clock.ts";
import { CHECKED_PASSWORD, CHECKED_USER, startServer } from "./server.ts";

// Of this file's own, since it is killed.
const server = await startServer();
afterAll(() => server.remove());
await server.sql("CREATE DATABASE late");
await server.sql(`CREATE ROLE ${CHECKED_USER} LOGIN PASSWORD '${CHECKED_PASSWORD}'`);
const UP = { timeout: 30_000, interval: 20 };

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** What is at an address; 0 while nobody listens. */
async function ask(url: string, method = "GET"): Promise<{ status: number; detail?: string }> {
  const response = await fetch(url, { method }).catch(() => undefined);
  if (response === undefined) return { status: 0 };
  const body = (await response.json()) as { detail?: string };
  return { status: response.status, ...(body.detail === undefined ? {} : { detail: body.detail }) };
}

test("a hub waits for its database: it lives, says why it is not ready, and serves when the database does", async () => {
  await server.kill();
  onTestFinished(() => server.start());
  const port = await freePort();
  const lines: string[] = [];
  const note = (_fields: object, line: string) => void lines.push(line);
  const config = getConfigForEnvironment("test", {
    overrides: { hub: { port, storeUrl: server.url("late", "pigeon:secretpw"), storeWaitMs: 120_000 } },
  });
  const starting = startHub({ config, logger: { fatal: note, error: note, warn: note, info: note } });
  onTestFinished(async () => (await starting).close());
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(async () => (await ask(`${url}/healthz`)).status, UP).toBe(200);
  expect(await ask(`${url}/readyz`)).toEqual({
    status: 503,
    detail: expect.stringMatching(
      /^not ready: the hub waits for its store since 20\d\d-.*: nothing listens there$/,
    ),
  });
  for (const [method, path] of [
    ["POST", "/v1/jobs"],
    ["GET", "/"],
    ["GET", "/nowhere"],
  ] as const) {
    expect((await ask(url + path, method)).status).toBe(503);
  }
  const refusal = await fetch(`${url}/v1/jobs`, { method: "POST" });
  expect([refusal.headers.get("retry-after"), refusal.headers.get("connection")]).toEqual(["1", "close"]);
  expect(lines).toEqual([
    expect.stringMatching(
      new RegExp(`^waiting for the store, 120 s at the most: PostgreSQL at 127.0.0.1:${server.port}/late: `),
    ),
  ]);
  await server.start();
  expect((await starting).url).toBe(url);
  expect(await ask(`${url}/readyz`)).toEqual({ status: 200 });
  expect(lines.at(-1)).toMatch(/^the store is there, after [\d.]+ s$/);
  expect(lines.join()).not.toContain("secretpw");
});

test("what waiting does not mend ends it at once", async () => {
  await server.start();
  const refused = async (storeUrl: string) => {
    const config = getConfigForEnvironment("test", {
      overrides: { hub: { storeUrl, storeWaitMs: 600_000 } },
    });
    const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };
    return await startHub({ config, logger: silent }).then(
      () => "it started",
      (error: Error) => error.message,
    );
  };
  expect(await refused(server.url("absent"))).toContain("it has no database absent");
  expect(await refused(server.url("late", `${CHECKED_USER}:wrong`))).toContain("it refuses the password");
  expect(await refused(`${server.url("late")}?sslmode=verify-full`)).toContain("it speaks no TLS");
  expect(await refused(`${server.url("late")}?pool_size=0`)).toContain("PIGEON_STORE_URL: pool_size");
});

test("the command ends with exit code 1 after the wait, and at once on a signal", async () => {
  const env = { PIGEON_STORE_URL: "postgres://u:secretpw@127.0.0.1:1/db" };
  const late = await run({ ...env, PIGEON_STORE_WAIT_MS: "300" });
  expect(late).toMatchObject({ code: 1, out: "" });
  expect(late.errors).toMatch(/\npigeon-hub: PostgreSQL at 127\.0\.0\.1:1\/db: .*; waited 0\.3 s for it/);
  expect(late.errors).not.toContain("secretpw");
  const port = await freePort();
  const stopped = run({ ...env, PIGEON_HUB_PORT: String(port) }, undefined, {
    onSpawn: async (kill) => {
      await expect.poll(async () => (await ask(`http://127.0.0.1:${port}/healthz`)).status, UP).toBe(200);
      kill("SIGTERM");
    },
  });
  expect(await stopped).toMatchObject({
    code: 0,
    out: expect.stringMatching(/SIGTERM received.*stopped\n$/s),
  });
});

test("a start that failed leaves no timer behind: there may be many until the database is there", async () => {
  const clock = new FakeClock(0);
  const config = getConfigForEnvironment("test", {
    overrides: { hub: { storeUrl: "postgres://u@127.0.0.1:1/db", storeWaitMs: 0 } },
  });
  const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };
  await expect(startHub({ config, clock, logger: silent })).rejects.toThrow("nothing listens there");
  expect(clock.waiting).toEqual([]);
});
