import { createWorker } from "@pigeon/worker";
import { handlers } from "./handlers.ts";

const worker = createWorker({
  hub: process.env["PIGEON_HUB_URL"] ?? "http://127.0.0.1:4040",
  handlers,
  slots: 8,
  labels: { zone: "a" },
  onEvent: (event) => {
    if (event.kind === "failed")
      console.error(`${event.type}, attempt ${event.attempt}: ${event.error.message}`);
  },
});

await worker.start();
console.log("ready");

// Takes nothing new, and gives what runs half a minute to end. The rest goes to other workers.
process.once("SIGTERM", () => void worker.stop({ drainMs: 30_000 }));
