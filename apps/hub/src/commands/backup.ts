import { resolve } from "node:path";
import type { PigeonConfig } from "@pigeon/config";
import { StoreError } from "../store/port.ts";
import { copyDatabase, keepSound } from "../store/sqlite/backup.ts";
import { openStopped } from "../store/sqlite/inspect.ts";
import { download, type HubCall } from "./download.ts";
import { storeFile } from "./store-file.ts";

export interface BackupRequest extends HubCall {
  /** The file to write. */
  readonly to: string;
}

/**
 * Writes a consistent copy of the store. A running hub holds its file alone, so it makes the copy itself
 * and sends it; the file of a stopped hub is copied directly.
 *
 * @throws {StoreError} when there is no store, no hub to ask, or the copy cannot be kept.
 */
export async function backup(request: BackupRequest): Promise<"stopped" | "running"> {
  const to = resolve(request.to);
  let source: "stopped" | "running" = "running";
  await keepSound(to, async (unfinished) => {
    if (request.hubUrl === undefined && (await copyStopped(request.config, unfinished))) source = "stopped";
    else await download(request, unfinished);
  });
  return source;
}

async function copyStopped(config: PigeonConfig, to: string): Promise<boolean> {
  const file = resolve(storeFile(config.hub.storeUrl));
  try {
    const db = openStopped(file);
    try {
      await copyDatabase(db, file, to);
    } finally {
      db.close();
    }
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === "locked") return false;
    throw error;
  }
}
