// A worker's process for the bench. It tells its parent when an attempt of "hold" begins.
import { createWorker } from "@pigeon/worker";

const [hub = "", workerId = "", slots = "100", endpoint, port] = process.argv.slice(2);
const worker = createWorker({
  hub,
  workerId,
  slots: Number(slots),
  ...(endpoint === undefined ? {} : { endpoint, port: Number(port) }),
  handlers: {
    noop: () => null,
    hold: async ({ id }, { signal }) => {
      process.send?.({ started: id, at: performance.timeOrigin + performance.now() });
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  },
});
await worker.start();
process.send?.("ready");
