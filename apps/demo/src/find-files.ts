import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Markdown and JavaScript files below a folder, sorted. Links are not followed, so each comes once. */
export function findFiles(root: string): string[] {
  const found: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && /\.(md|js)$/.test(entry.name)) found.push(relative(root, path));
    }
  }
  return found.sort();
}
