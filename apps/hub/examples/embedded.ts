import { createClient } from "@pigeon/client";
import { getConfigForEnvironment } from "@pigeon/config";
import { startHub } from "@pigeon/hub";
import { createWorker } from "@pigeon/worker";

// The "test" profile: any free port, a store in memory.
const hub = await startHub({ config: getConfigForEnvironment("test") });

const worker = createWorker({
  hub: hub.url,
  handlers: { "text.stats": ({ payload }) => String(payload).split(" ").length },
});
await worker.start();

const client = createClient({ hub: hub.url });
console.log("words:", await client.run({ type: "text.stats", payload: "a bird in the hand" }));
const { jobs, workers } = await client.status();
console.log("jobs succeeded:", jobs.succeeded, "healthy workers:", workers.healthy);

await worker.stop();
await client.close();
await hub.close();
