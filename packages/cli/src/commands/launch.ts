import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Action } from "../context.ts";
import type { ExitCode } from "../exit-codes.ts";

/** The file behind a package's own command. */
export function commandFile(name: "hub" | "worker"): string {
  const manifest = createRequire(import.meta.url).resolve(`@pigeon/${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: Record<string, string> };
  return join(dirname(manifest), bin[`pigeon-${name}`] ?? "");
}

/** Becomes the hub or the worker: in this process, so that signals reach it and nothing is left behind. */
export async function launch(name: "hub" | "worker", args: readonly string[]): Promise<void> {
  const file = commandFile(name);
  process.argv.splice(1, process.argv.length, file, ...args);
  await import(pathToFileURL(file).href);
}

/** For a command line with options before the command. */
export function launching(name: "hub" | "worker"): Action<object> {
  return async (_context, { args }) => {
    await launch(name, args);
    return process.exitCode as ExitCode | undefined;
  };
}
