import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { Log } from "./log.ts";

export interface Child {
  readonly process: ChildProcess;
  /** Lines of both outputs as they come. */
  readonly lines: Log<string>;
  stdout(): string;
  stderr(): string;
  /** The exit code, or the signal's name. */
  readonly exit: Promise<number | string | null>;
}

/** Runs a TypeScript file of this package as its user would. */
export function run(
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Child {
  const { PIGEON_HUB_URL: _hub, PIGEON_TOKEN: _token, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--conditions=@pigeon/source", file, ...args], {
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const lines = new Log<string>();
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
      for (const line of text.split("\n")) if (line !== "") lines.add(line);
    });
  }
  const exit = new Promise<number | string | null>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  return { process: child, lines, exit, stdout: () => texts.stdout, stderr: () => texts.stderr };
}
