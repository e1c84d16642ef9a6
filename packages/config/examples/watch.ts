import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchConfig } from "@pigeon/config";

const cwd = await mkdtemp(join(tmpdir(), "pigeon-config-"));
const { promise: refused, resolve: stop } = Promise.withResolvers<void>();

/** All at once: whoever reads while a file is written sees half of it. */
async function put(text: string): Promise<void> {
  await writeFile(join(cwd, "new"), text);
  await rename(join(cwd, "new"), join(cwd, "pigeon.config.yaml"));
}

await put("retry:\n  maxRetries: 5\n");
const watch = watchConfig({
  cwd,
  env: {},
  onChange({ changes }) {
    for (const { path, before, after } of changes) console.log(`${path}: ${before} -> ${after}`);
    void put("retry:\n  maxRetries: many\n");
  },
  onInvalid(error) {
    console.log(error.message);
    stop();
  },
});

await put("retry:\n  maxRetries: 7\n");
// A watch alone keeps no process alive.
const alive = setInterval(() => {}, 1000);
await refused;
clearInterval(alive);
console.log(`Still in force: ${watch.config.retry.maxRetries} retries.`);
watch.close();
await rm(cwd, { recursive: true });
