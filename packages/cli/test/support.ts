import { startHub, type HubOptions, type RunningHub } from "@pigeon/hub";
import { getConfigForEnvironment, type DeepPartial, type PigeonConfig } from "@pigeon/config";
import { createWorker, type Worker } from "@pigeon/worker";
import { onTestFinished } from "vitest";
import { run, type ExitCode, type Io } from "../src/index.ts";
import { Interrupted } from "../src/problems.ts";

const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };

/** A hub in this process, on a store in memory. */
export async function startTestHub(
  overrides: DeepPartial<PigeonConfig["hub"]> = {},
  options: Partial<HubOptions> = {},
): Promise<RunningHub> {
  const config = getConfigForEnvironment("test", {
    overrides: {
      retry: { maxRetries: 1, baseDelayMs: 1, maxDelayMs: 5 },
      detector: { heartbeatIntervalMs: 60_000 },
      hub: { port: 0, storeUrl: "memory:", ...overrides },
    },
  });
  const hub = await startHub({ config, logger: silent, ...options });
  onTestFinished(() => hub.close());
  return hub;
}

/** A real worker: `double`, `fail` (for good), `flaky` (fails once), `slow` (until it is told to stop). */
export async function startTestWorker(hub: RunningHub, workerId = "w1", token?: string): Promise<Worker> {
  const worker = createWorker({
    hub: hub.url,
    workerId,
    slots: 4,
    ...(token === undefined ? {} : { token }),
    handlers: {
      double: ({ payload }) => Number(payload) * 2,
      fail: () => {
        throw Object.assign(new Error("no such bird"), { retryable: false });
      },
      flaky: ({ attempt }) => {
        if (attempt > 1) return "at last";
        throw Object.assign(new Error("not yet"), { retryAfterMs: 1 });
      },
      slow: (_job, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("stopped")));
        }),
    },
  });
  await worker.start();
  onTestFinished(() => worker.stop({ drainMs: 1 }));
  return worker;
}

export interface Called {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout says as JSON. */
  readonly json: () => never;
}

export interface CallOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: string | readonly string[];
  /** Whether a person looks at stdout and stderr, and types. */
  readonly tty?: boolean;
  readonly columns?: number;
  readonly now?: number;
  /** Told of everything that is written; `stop` is Ctrl-C. */
  readonly onOutput?: (all: { stdout: string; stderr: string }, stop: () => void) => void;
}

/** Calls the command in this process. */
export async function call(argv: readonly string[], options: CallOptions = {}): Promise<Called> {
  const { env = {}, cwd = "/", stdin = "", tty = false, columns = 200, onOutput } = options;
  const all = { stdout: "", stderr: "" };
  const controller = new AbortController();
  const output = (name: "stdout" | "stderr") => ({
    write(text: string) {
      all[name] += text;
      onOutput?.(all, () => controller.abort(new Interrupted()));
    },
    isTTY: tty,
    columns,
  });
  const chunks = typeof stdin === "string" ? [stdin] : stdin;
  const io: Io = {
    env: { PIGEON_CONFIG_FILE: "", ...env },
    cwd,
    stdin: {
      isTTY: tty,
      async *[Symbol.asyncIterator]() {
        yield* chunks;
      },
    },
    stdout: output("stdout"),
    stderr: output("stderr"),
    signal: controller.signal,
    now: options.now === undefined ? () => Date.now() : () => options.now ?? 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, Math.min(ms, 20));
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
  const exitCode = await run(argv, io);
  return { exitCode, ...all, json: () => JSON.parse(all.stdout) as never };
}

/** Calls with the hub's address. */
export function caller(hub: RunningHub, more: CallOptions = {}) {
  return (argv: readonly string[], options: CallOptions = {}): Promise<Called> =>
    call(argv, { ...more, ...options, env: { PIGEON_HUB_URL: hub.url, ...more.env, ...options.env } });
}

/** Ids, times and ports as they differ from run to run, by names. */
export function steady(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "ID".padEnd(36, "-"))
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, "http://HUB")
    .replace(/\b(?:\d+(?:ms|s|m|h|d) ?)+ago\b/g, "AGO")
    .replace(/\b\d+(?:ms|s|m|h)(?: \d+(?:ms|s|m))?\b/g, "SPAN")
    .replace(/ +/g, " ");
}
