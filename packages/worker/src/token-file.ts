import { readFileSync, statSync } from "node:fs";
import { UsageError } from "./handlers-file.ts";

/**
 * Reads a token from a file that somebody else keeps fresh, and again whenever the file is another one. A file
 * that cannot be read later leaves the last token in use.
 *
 * @throws UsageError when it cannot be read at first, or holds no token.
 */
export function tokenFromFile(path: string): () => string {
  const read = (): { token: string; version: string } => {
    const { mtimeMs, ino, size } = statSync(path);
    return { token: readFileSync(path, "utf8").trim(), version: `${mtimeMs} ${ino} ${size}` };
  };
  let last: { token: string; version: string };
  try {
    last = read();
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`--token-file: the file ${path} cannot be read (${reason})`);
  }
  if (!isToken(last.token))
    throw new UsageError(
      `--token-file: expected visible ASCII without spaces in ${path}, received something else`,
    );
  return () => {
    try {
      const { mtimeMs, ino, size } = statSync(path);
      if (`${mtimeMs} ${ino} ${size}` === last.version) return last.token;
      const now = read();
      if (isToken(now.token)) last = now;
    } catch {
      // It may just be replaced.
    }
    return last.token;
  };
}

const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
