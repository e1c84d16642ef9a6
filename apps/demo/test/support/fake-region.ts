import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FakeEc2, FakeImds, FakeInstance } from "@pigeon/fake-ec2";

const workerBin = fileURLToPath(new URL("../../../../packages/worker/src/bin.ts", import.meta.url));
/** As the unit has it, only shorter. */
const RESTART_MS = 200;

export interface MachinesOptions {
  readonly fake: FakeEc2;
  readonly imds: FakeImds;
  readonly folder: string;
  readonly handlers: string;
}

/**
 * Makes instances real: each boots a process that runs the agent of its own user data, with the settings that
 * stand there, restarts it as systemd would, and kills it when EC2 ends the instance.
 */
export class Machines {
  readonly #options: MachinesOptions;
  readonly #running: Map<string, ChildProcess> = new Map();
  readonly #timers: Set<NodeJS.Timeout> = new Set();
  readonly #log: WriteStream;

  constructor(options: MachinesOptions) {
    this.#options = options;
    this.#log = createWriteStream(join(options.folder, "machines.log"), { flags: "a" });
    const { world } = options.fake;
    world.onLaunch = (instance) => {
      const { id, type, zone } = instance;
      options.imds.instances.set(id, { id, type, zone, address: "127.0.0.1" });
      this.#later(instance.bootMs, () => this.#boot(instance));
    };
    world.onEnd = ({ id }) => this.#kill(id);
  }

  /** Processes that run now. */
  get running(): number {
    return this.#running.size;
  }

  /** The agent's process; its worker is in the same group. */
  pidOf(id: string): number {
    return this.#running.get(id)?.pid ?? 0;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const id of this.#running.keys()) this.#kill(id);
    this.#log.end();
  }

  #boot(instance: FakeInstance): void {
    const { id } = instance;
    if (instance.endedAt !== undefined) return;
    const home = join(this.#options.folder, id);
    mkdirSync(home, { recursive: true });
    const script = Buffer.from(instance.request.UserData ?? "", "base64").toString("utf8");
    writeFileSync(join(home, "agent.ts"), section(script, "PIGEON_AGENT"));
    const spawned = spawn(process.execPath, [join(home, "agent.ts")], {
      cwd: home,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        ...settings(section(script, "PIGEON_ENV")),
        // Where this machine differs from an instance.
        NODE_OPTIONS: "--conditions=@pigeon/source",
        PIGEON_WORKER: workerBin,
        PIGEON_HANDLERS: this.#options.handlers,
        PIGEON_PORT: "0",
        PIGEON_IMDS: this.#options.imds.urlOf(id),
        PIGEON_TOKEN_FILE: join(home, "token"),
        PIGEON_NOTICE_MS: "100",
        PIGEON_JOIN_RETRY_MS: "200",
      },
    });
    this.#running.set(id, spawned);
    for (const stream of [spawned.stdout, spawned.stderr])
      stream.on("data", (chunk) => this.#log.write(`${id}: ${String(chunk)}`));
    spawned.on("exit", (code) => {
      this.#running.delete(id);
      // A worker that was killed takes its agent along, and both come back; one that drained stays gone.
      if (code !== 0) this.#later(RESTART_MS, () => this.#boot(instance));
    });
  }

  #kill(id: string): void {
    const pid = this.#running.get(id)?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It ended by itself a moment ago.
    }
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}

/** What stands between the marks of a here-document. */
function section(script: string, mark: string): string {
  const text = new RegExp(`<<'?${mark}'?\\n([^]*?)\\n${mark}\\n`).exec(script)?.[1];
  if (text === undefined) throw new Error(`the user data has no ${mark}`);
  return text;
}

function settings(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}
