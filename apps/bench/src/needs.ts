import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Peer } from "./contender.ts";

/** What is missing for these peers, a line for each, with the command that installs it. */
export function missing(peers: readonly Peer[], path: string): string[] {
  return peers.flatMap(({ name, needs }) =>
    needs
      .filter(({ program }) => !path.split(delimiter).some((folder) => canRun(join(folder, program))))
      .map(({ program, install }) => `${name} needs ${program}, which is not installed: ${install}`),
  );
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
