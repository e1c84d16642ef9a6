import { argv, stdin, stdout } from "node:process";
import { openAt } from "./open-at.ts";
import { entry } from "./support.ts";

// A process of its own for files.test.ts: opens the store, stores jobs until it is told to stop by a signal,
// and says the id of each when it was acknowledged.
const store = openAt(argv[2] ?? "");
stdout.write("open\n");
stdin.on("data", () => {
  const job = entry();
  void store.enqueue([job]).then(() => stdout.write(`${job.job.id}\n`));
});
