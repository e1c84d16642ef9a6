import { open, readFile, rename } from "node:fs/promises";
import type { AlertsPersistence } from "./options.ts";
import type { AlertsSnapshot } from "./snapshot.ts";

/** Keeps the state in one JSON file, replaced in one step. For one process: there is no lock. */
export function filePersistence(path: string): AlertsPersistence {
  return {
    async load() {
      try {
        return JSON.parse(await readFile(path, "utf8")) as AlertsSnapshot;
      } catch (error) {
        if (error instanceof Error && Reflect.get(error, "code") === "ENOENT") return undefined;
        throw error;
      }
    },
    async save(snapshot) {
      const fresh = `${path}.new`;
      const file = await open(fresh, "w", 0o600);
      try {
        await file.writeFile(JSON.stringify(snapshot));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(fresh, path);
    },
  };
}
