import { execFile } from "node:child_process";
import { execPath } from "node:process";
import { promisify } from "node:util";
import { createClient } from "@pigeon/client";
import { loadConfig } from "@pigeon/config";
import { createWorker } from "@pigeon/worker";
import { expect, onTestFinished, test } from "vitest";
import { startHub } from "../../src/hub.ts";
import { LOCKS } from "../../src/store/postgres/connection.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

const start = async () => {
  const config = loadConfig({ env: { PIGEON_ENV: "test", PIGEON_STORE_URL: database.url() } });
  const hub = await startHub({ config });
  onTestFinished(() => hub.close());
  return hub;
};

test("a hub on PostgreSQL runs jobs, and finds them again after a restart", async () => {
  const hub = await start();
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  const worker = createWorker({ hub: hub.url, handlers: { double: ({ payload }) => Number(payload) * 2 } });
  await worker.start();
  const answers = await Promise.all([1, 2, 3].map((payload) => client.run({ type: "double", payload })));
  expect(answers).toEqual([2, 4, 6]);
  const waiting = await client.submit({ type: "later", payload: "x", delayMs: 60_000 });
  await worker.stop();
  await hub.close();

  const again = createClient({ hub: (await start()).url });
  onTestFinished(() => again.close());
  expect((await again.status()).jobs).toMatchObject({ queued: 1, succeeded: 3 });
  expect(await again.getJob(waiting.id)).toMatchObject({ state: "queued", payload: "x" });
});

test("a hub of before several could share a database is not joined", async () => {
  await database.sql(`SELECT pg_advisory_lock(${LOCKS.hub})`);
  await expect(database.open()).rejects.toMatchObject({
    name: "StoreError",
    code: "locked",
    message: expect.stringContaining("is in use by a hub of an older version, which shares it with nobody"),
  });
  await database.sql(`SELECT pg_advisory_unlock(${LOCKS.hub})`);
  const store = await database.open();
  // Nor does it join those that share.
  expect(await database.sql(`SELECT pg_try_advisory_lock(${LOCKS.hub})`)).toEqual([[false]]);
  await store.close();
});

test("a hub on another store never loads the driver", async () => {
  const script = `
    import { createRequire } from "node:module";
    const { openStore } = await import(${JSON.stringify(new URL("../../src/store/open.ts", import.meta.url).href)});
    const { defer, systemClock } = await import(${JSON.stringify(new URL("../../src/system.ts", import.meta.url).href)});
    await (await openStore("memory:", undefined, { defer, clock: systemClock })).close();
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.some((file) => /node_modules.pg\\b/.test(file)));
    await openStore("postgres://127.0.0.1:1/none", undefined, { defer, clock: systemClock }).catch(() => {});
    const now = Object.keys(createRequire(import.meta.url).cache);
    console.log(now.some((file) => /node_modules.pg\\b/.test(file)));
  `;
  const flags = ["--conditions=@pigeon/source", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(execPath, flags);
  expect(stdout).toBe("false\ntrue\n");
});
