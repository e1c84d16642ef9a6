import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Packages of this repository run from their sources. */
export const SOURCE_FLAGS = ["--conditions=@pigeon/source", "--no-warnings"];

/** What must not outlive the bench. */
const children = new Set<ChildProcess>();
const folders = new Set<string>();

/** Ends every process that still runs. */
export function killAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

process.on("exit", () => {
  killAll();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function keep(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

export function forkHere(file: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return keep(fork(path, args, { execArgv: SOURCE_FLAGS, stdio: ["ignore", "ignore", "inherit", "ipc"] }));
}

/** Starts a program that says nothing; the caller finds out when it is ready. */
export function runProgram(command: string, args: readonly string[]): ChildProcess {
  return keep(spawn(command, args, { stdio: "ignore" }));
}

/** Starts a program and waits for a line that `ready` matches. */
export async function startProgram(
  command: string,
  args: readonly string[],
  ready: RegExp,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly child: ChildProcess; readonly match: RegExpExecArray }> {
  const child = keep(spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] }));
  let said = "";
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        // Watched only until it is ready, and read on so that the program never waits for us.
        if (said.length > 100_000) return;
        said += String(chunk);
        const found = ready.exec(said);
        if (found !== null) resolve(found);
      });
    }
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${String(code)}: ${said}`)));
  });
  return { child, match };
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

/** A folder that goes when `work` is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(process.env["PIGEON_BENCH_DIR"] ?? tmpdir(), "pigeon-peers-"));
  // PostgreSQL runs as another user when root runs the bench, and has to get to its own folder in here.
  chmodSync(folder, 0o755);
  folders.add(folder);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
  }
}

/** A port that was free a moment ago, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
