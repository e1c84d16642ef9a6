import { createHash } from "node:crypto";

/** What the demo's jobs compute of a file. */
export interface FileStats {
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  readonly sha256: string;
}

/** Pure, so that the demo can compare every result with a direct computation. */
export function fileStats(content: Buffer): FileStats {
  const text = content.toString("utf8");
  return {
    bytes: content.byteLength,
    lines: text.split("\n").length - (text.endsWith("\n") || text === "" ? 1 : 0),
    words: text.match(/\S+/g)?.length ?? 0,
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}
