import { PermanentError, createWorker } from "@pigeon/worker";

const worker = createWorker({
  hub: process.env["PIGEON_HUB_URL"] ?? "http://127.0.0.1:4040",
  slots: 4,
  handlers: {
    "text.stats": async (job, { signal }) => {
      const { text } = job.payload as { text?: unknown };
      if (typeof text !== "string") throw new PermanentError("payload.text: expected a string");
      signal.throwIfAborted();
      return { characters: text.length, words: text.split(/\s+/).filter((word) => word !== "").length };
    },
  },
  onEvent: (event) => {
    if (event.kind === "succeeded" || event.kind === "failed") console.log(event.kind, event.type);
  },
});

await worker.start();
console.log("ready");
process.once("SIGTERM", () => void worker.stop());
