// A worker that never ends what it begins: somebody kills it.
import { createWorker } from "@pigeon/worker";

const [hub = "", token = ""] = process.argv.slice(2);
const worker = createWorker({
  hub,
  token,
  slots: 2,
  handlers: {
    heavy: () => {
      process.stdout.write("holds a job\n");
      return new Promise(() => {});
    },
  },
});
await worker.start();
process.stdout.write("ready\n");
