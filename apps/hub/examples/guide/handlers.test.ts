import { deepEqual, rejects } from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "@pigeon/client";
import { getConfigForEnvironment } from "@pigeon/config";
import { startHub } from "@pigeon/hub";
import { createWorker } from "@pigeon/worker";
import { handlers } from "./handlers.ts";

// A hub within the test: any free port, a store in memory.
const hub = await startHub({ config: getConfigForEnvironment("test") });
const worker = createWorker({ hub: hub.url, handlers });
await worker.start();
const client = createClient({ hub: hub.url });

after(async () => {
  await worker.stop();
  await client.close();
  await hub.close();
});

test("a page that answers is good", async () => {
  const payload = { url: `${hub.url}/healthz` };
  deepEqual(await client.run({ type: "page.check", payload }), { status: 200, bytes: 15 });
});

test("a payload without a URL is not tried again", async () => {
  await rejects(client.run({ type: "page.check", payload: {} }), /is dead after 1 attempt/);
});
