import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A file in memory, with its compressed forms. */
export interface DashboardFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip?: Buffer;
  readonly br?: Buffer;
}

/** Where the dashboard's built files are; undefined when nobody built them. */
export function dashboardFolder(): string | undefined {
  // Published, they lie beside the hub's own code; in the repository the dashboard is a package of its own.
  const beside = fileURLToPath(new URL("../dashboard/", import.meta.url));
  return [beside, builtPackage()].find(
    (folder) => folder !== undefined && existsSync(join(folder, "index.html")),
  );
}

function builtPackage(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve("@pigeon/dashboard/package.json");
    return join(manifest, "..", "dist");
  } catch {
    return undefined;
  }
}

/** Every file that can be served, by its path below the folder. They are few and small. */
export async function readDashboard(folder: string): Promise<ReadonlyMap<string, DashboardFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = new Set(
    entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)),
  );
  const files = new Map<string, DashboardFile>();
  for (const path of paths) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const compressed = async (ending: string) =>
      paths.has(path + ending) ? await readFile(path + ending) : undefined;
    const [gzip, br] = [await compressed(".gz"), await compressed(".br")];
    files.set(path.slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, ""), {
      type,
      plain: await readFile(path),
      ...(gzip === undefined ? {} : { gzip }),
      ...(br === undefined ? {} : { br }),
    });
  }
  return files;
}
