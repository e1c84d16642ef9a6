import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const SOURCE = ["--conditions=@pigeon/source", "--no-warnings"];

/** What ran and must not outlive the bench. */
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

function keep(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** A folder that goes when `work` is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(process.env["PIGEON_BENCH_DIR"] ?? tmpdir(), "pigeon-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** A real hub in a process of its own, on a free port. */
export interface HubProcess {
  readonly url: string;
  /** Event-loop delay since the last reset, in ms. */
  loopDelay(ask: "read" | "reset"): Promise<LoopDelay>;
  /** CPU time used so far, in ms, and resident memory, in bytes. */
  usage(): { readonly cpuMs: number; readonly rss: number };
  stop(): Promise<void>;
}

export async function startHub(
  store: string,
  env: Record<string, string> = {},
  script = "../src/main.ts",
): Promise<HubProcess> {
  const profile = process.env["PIGEON_BENCH_PROFILE"];
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const child = keep(
    fork(path(script), [], {
      execArgv: [...SOURCE, ...flags, `--import=${path("loop-delay.ts")}`],
      env: {
        ...process.env,
        PIGEON_ENV: "development",
        PIGEON_LOG_LEVEL: "fatal",
        PIGEON_HUB_PORT: "0",
        PIGEON_STORE_URL: store,
        ...env,
      },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    }),
  );
  const url = await new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout?.on("data", (chunk) => {
      out += String(chunk);
      const found = /listening on (http\S+),/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`the hub ended with ${String(code)} at its start`)));
  });
  return {
    url,
    loopDelay: async (ask) => {
      child.send(ask);
      const [answer] = (await once(child, "message")) as [LoopDelay];
      return answer;
    },
    usage: () => usageOf(child.pid ?? 0),
    stop: () => end(child, "SIGTERM"),
  };
}

/** A bare HTTP server. */
export async function startEcho(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = keep(fork(path("echo-child.ts"), [], { execArgv: SOURCE }));
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}`, stop: () => end(child, "SIGKILL") };
}

/** What takes traces, in a process of its own. */
export async function startCollector(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = keep(fork(path("collector-child.ts"), [], { execArgv: SOURCE }));
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}`, stop: () => end(child, "SIGKILL") };
}

export interface WorkerProcess {
  readonly id: string;
  /** When attempts of "hold" began here, by job id, in ms since the epoch. */
  readonly started: Map<string, number>;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export interface Reach {
  readonly endpoint: string;
  readonly port: number;
}

export async function startWorker(
  hub: string,
  id: string,
  slots: number,
  reach?: Reach,
): Promise<WorkerProcess> {
  const more = reach === undefined ? [] : [reach.endpoint, String(reach.port)];
  const child = keep(fork(path("worker-child.ts"), [hub, id, String(slots), ...more], { execArgv: SOURCE }));
  const started = new Map<string, number>();
  await new Promise<void>((resolve, reject) => {
    child.on("message", (message: "ready" | { started: string; at: number }) => {
      if (message === "ready") resolve();
      else started.set(message.started, message.at);
    });
    child.once("exit", (code) => reject(new Error(`worker ${id} ended with ${String(code)} at its start`)));
  });
  return { id, started, signal: (signal) => void child.kill(signal), stop: () => end(child, "SIGKILL") };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

/** From /proc: the bench measures processes on Linux only. The scheduler's own count is exact, and by thread. */
function usageOf(pid: number): { cpuMs: number; rss: number } {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { cpuMs: threads.reduce((sum, ns) => sum + ns, 0) / 1e6, rss: Number(rss) * 1024 };
}
