import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createErrorTracker, type ErrorPersistence } from "@pigeon/errors";

const folder = await mkdtemp(join(tmpdir(), "errors-"));
const file = join(folder, "errors.json");

const persistence: ErrorPersistence = {
  async load() {
    try {
      return await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  },
  // Written beside and renamed: a crash leaves the old one.
  async save(snapshot) {
    await writeFile(`${file}.new`, JSON.stringify(snapshot));
    await rename(`${file}.new`, file);
  },
};

const before = createErrorTracker({ level: "silent", persistence });
console.log((await before.restore()).status);
before.logJobError("job-1", new Error("page 3 was not drawn"), { operation: "render", durationMs: 1_200 });
await before.flush();

const after = createErrorTracker({ level: "silent", persistence });
console.log((await after.restore()).status);
const { total, impact } = after.getErrorSummary(60);
console.log(
  `${total} error, ${impact.byOperation[0]?.totalMs} ms lost in ${impact.byOperation[0]?.operation}`,
);
await rm(folder, { recursive: true });
