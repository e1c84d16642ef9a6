import { resolve } from "node:path";
import { inspect, openStopped } from "../store/sqlite/inspect.ts";
import { StoreError } from "../store/port.ts";

/**
 * Reads a whole store or backup and says what it found. True when it is sound.
 *
 * @throws {StoreError} when it cannot be read at all.
 */
export function check(path: string, say: (line: string) => void): boolean {
  const file = resolve(path);
  try {
    const db = openStopped(file);
    try {
      const { schema, jobs, problems } = inspect(db, file);
      if (problems.length > 0) {
        say(`${file} is DAMAGED; restore a backup. ${problems.length} problems:`);
        for (const problem of problems) say(`  ${problem}`);
        return false;
      }
      const counted = Object.entries(jobs).map(([state, count]) => `${count} ${state}`);
      say(`${file} is sound: schema ${schema}, jobs: ${counted.join(", ") || "none"}`);
      return true;
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "locked") throw error;
    throw new StoreError(
      "locked",
      `${file} is in use by a hub; stop it, or run "pigeon-hub backup FILE" and check that file`,
      { cause: error },
    );
  }
}
