import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** A package of this repository. */
export interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly private: boolean;
}

/** All packages and apps, by folder. */
export function workspaces(): Workspace[] {
  return globSync("{packages,apps}/*/package.json")
    .sort()
    .map((file) => {
      const manifest = JSON.parse(readFileSync(file, "utf8")) as {
        name: string;
        private?: boolean;
      };
      return {
        folder: dirname(file),
        name: manifest.name,
        private: manifest.private === true,
      };
    });
}
