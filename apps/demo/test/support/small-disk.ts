import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte of room. */
  readonly fill: () => void;
  readonly makeRoom: () => void;
  readonly remove: () => void;
}

/** A real file system of that size, in memory. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw new Error("this test fills a disk of its own, and only root may mount one: run it as root", {
      cause: error,
    });
  }
  const filler = join(folder, "filler");
  return {
    folder,
    fill: () => {
      let bytes = "";
      for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
        const more = "x".repeat(size);
        for (;;) {
          try {
            writeFileSync(filler, more, { flag: "a" });
            bytes = more;
          } catch {
            break;
          }
        }
      }
      if (bytes === "") throw new Error("the disk was full before");
    },
    makeRoom: () => rmSync(filler),
    remove: () => {
      execFileSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
