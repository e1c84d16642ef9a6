#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { HELP, readArguments } from "./arguments.ts";
import type { TlsFiles } from "./arguments.ts";
import type { WorkerEvent } from "./events.ts";
import { HandlersFileError, UsageError, loadHandlers } from "./handlers-file.ts";
import { WorkerOptionsError } from "./options.ts";
import type { WorkerOptions } from "./options.ts";
import type { TlsServerOptions } from "./tls.ts";
import { tokenFromFile } from "./token-file.ts";
import { createWorker } from "./worker.ts";
import type { Worker } from "./worker.ts";

/** Shells say 128 + the signal's number for a process that SIGINT ended. */
const EXIT_INTERRUPTED = 130;

async function main(): Promise<void> {
  const command = readArguments(process.argv.slice(2), process.env);
  if (command.kind === "help") return console.log(HELP);
  if (command.kind === "version") return console.log(version());
  const handlers = await loadHandlers(command.handlersFile, process.cwd());
  const tls = readTexts(command.tlsFiles, "--");
  // That cert and key are there is for createWorker to say.
  const tlsServer = readTexts(command.listenFiles, "--listen-") as TlsServerOptions | undefined;
  await run({
    ...command.options,
    ...(command.tokenFile === undefined ? {} : { token: tokenFromFile(command.tokenFile) }),
    ...(tls === undefined ? {} : { tls }),
    ...(tlsServer === undefined ? {} : { tlsServer }),
    handlers,
    onEvent: tell,
  });
}

function readTexts(files: TlsFiles, prefix: string): TlsFiles | undefined {
  const entries = Object.entries(files).map(([name, file]) => [name, readText(prefix + name, String(file))]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`${name}: the file ${file} cannot be read (${reason})`);
  }
}

async function run(options: WorkerOptions): Promise<void> {
  const worker = createWorker(options);
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(EXIT_INTERRUPTED);
    stopping = true;
    void worker.stop().then(() => process.exit(0));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    await worker.start();
  } catch (error) {
    // A signal while the hub was awaited is no error.
    if (!stopping) throw error;
    return;
  }
  console.log(readyLine(worker, Object.keys(options.handlers)));
}

function readyLine({ workerId, endpoint, slots }: Worker, types: readonly string[]): string {
  return `worker ${workerId} ready at ${endpoint}: ${types.join(", ")} (${slots} ${slots === 1 ? "slot" : "slots"})`;
}

/** What an operator should see without asking; the rest is for a listener of one's own. */
function tell(event: WorkerEvent): void {
  if (event.kind === "hub-unreachable") console.error(`hub out of reach, still trying: ${event.reason}`);
  if (event.kind === "hub-back") console.error("hub is back");
  if (event.kind === "hub-changed") console.error(`now at ${event.hub}, since ${event.reason}`);
  if (event.kind === "result-rejected") {
    console.error(`result of job ${event.jobId} not accepted (${event.reason}): ${event.detail}`);
  }
  if (event.kind === "stopped" && event.unsentResults > 0) {
    console.error(`stopped with ${event.unsentResults} results that the hub could not be told`);
  }
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

try {
  await main();
} catch (error) {
  if (error instanceof HandlersFileError) {
    const { cause } = error;
    console.error(error.message, cause instanceof Error ? `\n${cause.stack ?? cause.message}` : cause);
  } else {
    console.error(`pigeon-worker: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exit(error instanceof UsageError || error instanceof WorkerOptionsError ? 2 : 1);
}
