import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { backup, type DatabaseSync } from "node:sqlite";
import { defer } from "../../system.ts";
import { StoreError } from "../port.ts";
import { asStoreError } from "./failures.ts";
import { inspect, openStopped } from "./inspect.ts";

/** Pages copied between two looks at the event loop: 4 MiB hold up a commit for a few milliseconds. */
const PAGES_PER_STEP = 1024;

/** Under steady writing about one in eight fails so; two hundred in a row mean something else. */
const MAX_ATTEMPTS = 200;

/**
 * Copies the database page by page while its owner goes on; what is committed meanwhile is in the copy.
 * The file is readable by its owner only: it holds payloads and workers' tokens.
 */
export async function copyDatabase(db: DatabaseSync, file: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      closeSync(openSync(to, "wx", 0o600));
      await backup(db, to, { rate: PAGES_PER_STEP });
      return;
    } catch (error) {
      rmSync(to, { force: true });
      if (attempt === MAX_ATTEMPTS || !metCommit(error)) throw asStoreError(error, file);
    }
    await new Promise<void>((resolve) => defer(resolve));
  }
}

/** Where the first step meets a commit of the owner, node:sqlite gives up, with "not an error" (code 0). */
function metCommit(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 0;
}

/**
 * Writes a file under a name of its own, checks it as a store, and only then gives it the name it is for:
 * under that name there is never half a backup.
 *
 * @throws {StoreError} when the name is taken, or the copy is not sound.
 */
export async function keepSound(to: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(to)) throw new StoreError("unavailable", `${to} exists already; give another name`);
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    await write(unfinished);
    requireSound(unfinished);
    chmodSync(unfinished, 0o600);
    sync(unfinished);
    renameSync(unfinished, to);
    sync(dirname(to));
  } finally {
    for (const end of ["", "-wal", "-shm"]) rmSync(unfinished + end, { force: true });
  }
}

function requireSound(file: string): void {
  const db = openStopped(file);
  try {
    const { problems } = inspect(db, file);
    if (problems.length > 0)
      throw new StoreError("corrupt", `the copy is damaged, and was removed: ${problems.join("; ")}`);
  } finally {
    db.close();
  }
}

function sync(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
