import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Called at once. */
  readonly onSpawn?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>;
}

/** Runs the hub's command until it ends; `onReady` is called with its address when it listens. */
export function run(
  env: Record<string, string>,
  onReady?: (kill: (signal: NodeJS.Signals) => void, url: string) => void,
  { args = [], cwd, onSpawn }: RunOptions = {},
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PIGEON_"));
  const child = spawn(process.execPath, ["--conditions=@pigeon/source", MAIN, ...args], {
    env: { ...Object.fromEntries(inherited), PIGEON_HUB_PORT: "0", PIGEON_STORE_URL: "memory:", ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  let out = "";
  let errors = "";
  let ready = false;
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
    const url = /listening on (http\S+),/.exec(out)?.[1];
    if (ready || url === undefined) return;
    ready = true;
    onReady?.((signal) => child.kill(signal), url);
  });
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once("close", (code) => resolve({ code, out, errors }));
    onSpawn?.((signal) => child.kill(signal)).catch((error: unknown) => {
      child.kill("SIGKILL");
      reject(error);
    });
  });
}

/** Runs the command with arguments, to its end. */
export function command(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return run(env, undefined, { args });
}
