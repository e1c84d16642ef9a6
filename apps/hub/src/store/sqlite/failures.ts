import { StoreError } from "../port.ts";

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

/** The engine's error as one of ours; anything that is not the engine's passes unchanged. */
export function asStoreError(error: unknown, file: string): unknown {
  const code = engineCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const cause = { cause: error };
  switch (code) {
    case SQLITE_FULL:
      return new StoreError(
        "full",
        `the disk that holds ${file} is full; free some room, nothing else is needed`,
        cause,
      );
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new StoreError(
        "corrupt",
        `${file} is not a sound Pigeon database (${error.message}); restore a backup, or move it away to start empty`,
        cause,
      );
    case SQLITE_BUSY:
      return new StoreError(
        "locked",
        `${file} is in use by another process; one file serves one hub, so stop the other or give this one a file of its own by PIGEON_STORE_URL`,
        cause,
      );
    default:
      return new StoreError(
        "unavailable",
        `the database ${file} failed (${error.message}); see that its disk is sound and that this user may write the file and its folder`,
        cause,
      );
  }
}

/** SQLite's primary result code, or undefined when the error does not come from SQLite. */
function engineCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}
