import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

/** The version of a package that this one depends on, as installed. */
export function packageVersion(name: string): string {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/** The first version number that a program tells of itself. */
export async function programVersion(command: string, flag: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(command, [flag]);
  return /\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? "unknown";
}
