import { loadConfig } from "@pigeon/config";
import { expect, test } from "vitest";
import { startHub } from "../../src/index.ts";
import { run } from "../command-fixture.ts";
import { testDatabase } from "./database.ts";
import { endpoint, hubAt, hubProcess } from "./hubs.ts";

const database = await testDatabase();
const url = database.url();
const patient = { timeout: 15_000 };
const env = (name: string) => ({ PIGEON_ENV: "test", PIGEON_STORE_URL: url, PIGEON_HUB_NAME: name });

test("a second hub of a name does not start while the first one is alive, and leaves all as it was", async () => {
  const first = await hubAt(url, "twin");
  const saved = () => database.sql("SELECT name, text FROM pigeon.state ORDER BY name");
  const before = await saved();
  const second = await run(env("twin"));
  expect(second).toMatchObject({ code: 1, out: "" });
  expect(second.errors).toMatch(
    /^pigeon-hub: another hub on this database has the name twin and is alive; .*PIGEON_HUB_NAME\n$/,
  );
  expect(await saved()).toEqual(before);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  const other = await hubAt(url, "other");
  await expect.poll(async () => (await fetch(`${other.url}/readyz`)).status, patient).toBe(200);
});

test("a hub that was killed has its name and its workers back at once; one that was frozen has lost it", async () => {
  const first = await hubProcess(url, "killed");
  const worker = await endpoint();
  await worker.register(first, "w-killed");
  first.signal("SIGKILL");
  const config = loadConfig({ env: env("killed") });
  const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };
  const startedAt = performance.now();
  const again = await startHub({ config, logger: silent });
  // Not after the end of the lease of the one before: its process is known to be gone.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  const { workers } = (await (await fetch(`${again.url}/v1/workers`)).json()) as { workers: object[] };
  expect(workers).toMatchObject([{ workerId: "w-killed", health: { status: "healthy" } }]);
  await again.close();

  const frozen = await hubProcess(url, "frozen");
  frozen.signal("SIGSTOP");
  const successor = await hubAt(url, "frozen");
  expect((await fetch(`${successor.url}/readyz`)).status).toBe(200);
  frozen.signal("SIGCONT");
  await expect.poll(async () => (await fetch(`${frozen.url}/readyz`)).status, patient).toBe(503);
  expect((await fetch(`${successor.url}/readyz`)).status).toBe(200);
  await successor.close();
  await expect.poll(async () => (await fetch(`${frozen.url}/readyz`)).status, patient).toBe(200);
});
