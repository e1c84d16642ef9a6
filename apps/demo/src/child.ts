import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";

/** A hub or a worker in a process of its own. */
export interface Child {
  readonly pid: number;
  readonly alive: boolean;
  /** Sends SIGTERM and waits for the end; SIGKILL after `withinMs`. */
  stop(withinMs: number): Promise<void>;
  /** Ends it on the spot, as a crash would. */
  kill(): Promise<void>;
  /** Resolves with the exit code when it ended, by whatever cause. */
  readonly ended: Promise<number | null>;
}

export interface ChildOptions {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The line that says it is ready. */
  readonly ready: RegExp;
  /** Where its output goes, besides being watched for the line. */
  readonly log: string;
}

const PRELOAD = new URL("follow-parent.ts", import.meta.url).href;

/**
 * Starts a process and waits until it says that it is ready. It gets a process group of its own, so that
 * Ctrl-C reaches only the parent, which stops its children in order.
 *
 * @throws an Error with what the process wrote when it ends before it is ready.
 */
export async function startChild(options: ChildOptions): Promise<{ child: Child; match: RegExpExecArray }> {
  const { name, script, args = [], env, ready } = options;
  const log = createWriteStream(options.log, { flags: "a" });
  const command = ["--conditions=@pigeon/source", `--import=${PRELOAD}`, script, ...args];
  const spawned = spawn(process.execPath, command, {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // Ended means: all that it wrote is in the log, too.
  const ended = new Promise<number | null>((resolve) => {
    spawned.once("close", (code) => log.end(() => resolve(code)));
  });
  const said: string[] = [];
  const match = await Promise.race([readyLine(spawned, ready, log, said), ended]);
  if (match === null || typeof match === "number") {
    throw new Error(`${name} did not start: ${said.join("\n") || `it ended with code ${match}`}`);
  }
  return { child: toChild(spawned, ended), match };
}

function readyLine(
  spawned: ChildProcess,
  ready: RegExp,
  log: WriteStream,
  said: string[],
): Promise<RegExpExecArray> {
  return new Promise((resolve) => {
    for (const stream of [spawned.stdout, spawned.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        log.write(`${line}\n`);
        if (said.length < 20) said.push(line);
        const match = ready.exec(line);
        if (match !== null) resolve(match);
      });
    }
  });
}

function toChild(spawned: ChildProcess, ended: Promise<number | null>): Child {
  const alive = () => spawned.exitCode === null && spawned.signalCode === null;
  return {
    pid: spawned.pid ?? 0,
    get alive() {
      return alive();
    },
    ended,
    stop: async (withinMs) => {
      if (!alive()) return;
      spawned.kill("SIGTERM");
      const timer = setTimeout(() => spawned.kill("SIGKILL"), withinMs);
      await ended;
      clearTimeout(timer);
    },
    kill: async () => {
      if (!alive()) return;
      spawned.kill("SIGKILL");
      await once(spawned, "exit");
    },
  };
}
