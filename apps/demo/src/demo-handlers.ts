import { readFile } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { fileStats, type FileStats } from "./file-stats.ts";

const root = resolve(process.env["PIGEON_DEMO_ROOT"] ?? "node_modules");

/** The demo's only job type: reads a file below the demo's folder and measures it. */
export const handlers = {
  "file.stats": async ({ payload }: { payload: unknown }): Promise<FileStats> => {
    const path = resolve(root, String((payload as { path?: unknown } | null)?.path));
    // A payload is data from outside: it never names a file beyond the folder that was given.
    if (!path.startsWith(root + sep))
      throw Object.assign(new Error("path lies outside the folder"), { retryable: false });
    return fileStats(await readFile(path));
  },
};
