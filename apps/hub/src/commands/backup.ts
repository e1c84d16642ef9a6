import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PigeonConfig } from "@pigeon/config";
import { StoreError } from "../store/port.ts";
import { copyDatabase, keepSound } from "../store/sqlite/backup.ts";
import { openStopped } from "../store/sqlite/inspect.ts";
import { storeFile } from "./store-file.ts";

export interface BackupRequest {
  readonly config: PigeonConfig;
  /** The file to write. */
  readonly to: string;
  /** The running hub's address, when it is not what the configuration says. */
  readonly hubUrl: string | undefined;
  readonly token: string | undefined;
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

async function download({ config, hubUrl, token }: BackupRequest, to: string): Promise<void> {
  const url = new URL("/v1/admin/backup", hubUrl ?? addressOf(config));
  const secret = token ?? config.hub.authTokens.find(({ role }) => role === "admin")?.secret;
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  try {
    const answer = await fetch(url, { method: "POST", headers });
    if (answer.status !== 200 || answer.body === null) {
      throw new Error(`it answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    }
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(to, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      "unavailable",
      `the hub at ${url.origin} gave no backup (${reason}); see that PIGEON_HUB_URL, or PIGEON_HUB_HOST and PIGEON_HUB_PORT, is where it listens and PIGEON_TOKEN is an admin's token`,
      { cause: error },
    );
  }
}

function addressOf({ hub }: PigeonConfig): string {
  // What listens everywhere is reached here.
  const host = hub.host === "0.0.0.0" || hub.host === "::" ? "127.0.0.1" : hub.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${hub.port}`;
}
