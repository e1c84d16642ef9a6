import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProgramOptions {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The line that says it is ready. */
  readonly ready: RegExp;
  /** The file that its output goes to. */
  readonly log: string;
}

const PRELOAD = new URL("follow-parent.ts", import.meta.url).href;
const AGAIN_MS = 250;
const STOP_WITHIN_MS = 12_000;

/** A process that is kept running, as an init system would. */
export class Program {
  readonly name: string;
  /** Times that it ended by itself, with what it said last. */
  readonly ends: string[] = [];
  readonly #options: ProgramOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #wanted = true;
  #last = "it said nothing";

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.name = options.name;
    this.#log = createWriteStream(options.log, { flags: "a" });
  }

  /** The process of now, for who wants to hurt it. */
  get process(): ChildProcess | undefined {
    return this.#child;
  }

  /** Starts it once. Throws an Error with what it said last when it ends before it is ready. */
  async open(): Promise<void> {
    if ((await this.#spawn()) === undefined) throw new Error(`${this.name} did not start: ${this.#last}`);
  }

  /** Starts it, again and again until it is ready. */
  async start(): Promise<void> {
    while (this.#wanted && (await this.#spawn()) === undefined) await sleep(AGAIN_MS);
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    }
    await new Promise<void>((resolve) => this.#log.end(resolve));
  }

  /** Resolves when the process is ready, or with nothing when it ended before. */
  #spawn(): Promise<RegExpExecArray | undefined> {
    const { script, args, env, ready } = this.#options;
    const flags = ["--conditions=@pigeon/source", `--import=${PRELOAD}`, script, ...args];
    // A group of its own: Ctrl-C reaches only the parent, which stops its children in order.
    const child = spawn(process.execPath, flags, {
      env: { ...inherited(), ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    return new Promise((resolve) => {
      let isReady = false;
      for (const stream of [child.stdout, child.stderr])
        createInterface({ input: stream as NodeJS.ReadableStream }).on("line", (line) => {
          this.#log.write(`${line}\n`);
          this.#last = line;
          const match = ready.exec(line);
          if (match === null) return;
          isReady = true;
          resolve(match);
        });
      child.once("close", (code, signal) => {
        resolve(undefined);
        if (!isReady || signal === "SIGKILL" || !this.#wanted) return;
        this.ends.push(`code ${code}: ${this.#last}`);
        // Whoever killed it starts it again; who ends by itself is started from here.
        setTimeout(() => void this.start(), AGAIN_MS);
      });
    });
  }
}

/** What the shell says of a user's own hub does not concern these. */
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PIGEON_|PG|VITEST|NODE_OPTIONS|NODE_V8_COVERAGE)/.test(name),
  );
  return Object.fromEntries(kept);
}
