import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

export interface RunOptions {
  readonly cwd: string;
  /** Folder of the Node.js that runs it. Default: that of this process. */
  readonly nodeFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What takes longer hangs: it is ended, and told like any failure. */
export const LONGEST_MS = 300_000;

/** The environment of a command, with one Node.js before all others. */
export function environment({ nodeFolder = dirname(process.execPath), env = {} }: RunOptions) {
  return { ...process.env, ...env, PATH: `${nodeFolder}${delimiter}${process.env["PATH"] ?? ""}` };
}

/**
 * Runs a command to its end.
 *
 * @returns what it printed on stdout.
 * @throws {Error} with all that it said, when it fails.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  try {
    const { stdout } = await exec(command, args, {
      cwd: options.cwd,
      env: environment(options),
      maxBuffer: 64 * 1024 * 1024,
      timeout: LONGEST_MS,
    });
    return stdout;
  } catch (error) {
    const { message, stdout = "", stderr = "" } = error as Error & { stdout?: string; stderr?: string };
    const said = [message.split("\n", 1)[0], stdout.trim(), stderr.trim()];
    throw new Error(said.filter((part) => part !== "").join("\n"), { cause: error });
  }
}
