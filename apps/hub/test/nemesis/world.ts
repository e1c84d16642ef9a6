import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Chaos } from "@pigeon/chaos";
import { startServer, type Server } from "../postgres/server.ts";
import { openLink, type Link } from "./links.ts";
import type { WorkerEntry, WorkerLog } from "./ledger.ts";
import { Program } from "./program.ts";

export const SLOTS = 4;

export interface HubPart {
  readonly name: string;
  readonly program: Program;
  /** Where it really listens. */
  readonly url: string;
  readonly database: Link;
  /** The way of clients to it. */
  readonly clients: Link;
}

export interface WorkerPart {
  readonly name: string;
  readonly program: Program;
  /** Its ways to the hubs, in their order. */
  readonly hubs: readonly Link[];
  /** The way of all hubs to it. */
  readonly endpoint: Link;
}

export interface World {
  readonly server: Server;
  /** Of the database, past all proxies. */
  readonly databaseUrl: string;
  readonly hubs: readonly HubPart[];
  readonly workers: readonly WorkerPart[];
  /** For the logs of all parts. */
  readonly folder: string;
  workerLogs(): WorkerLog[];
  /** Ends all; removes the folder unless it is to be `kept`. */
  close(kept: boolean): Promise<void>;
}

export interface WorldOptions {
  readonly chaos: Chaos;
  readonly hubs: number;
  readonly workers: number;
}

const DATABASE = "nemesis";

/** A database server, hubs and workers in processes of their own, and a proxy on every connection. */
export async function openWorld({
  chaos,
  hubs: hubCount,
  workers: workerCount,
}: WorldOptions): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-nemesis-"));
  const server = await startServer();
  const programs: Program[] = [];
  const links: Link[] = [];
  const link = async (name: string, port: number): Promise<Link> => {
    const opened = await openLink(chaos, name, port);
    links.push(opened);
    return opened;
  };
  const close = async (kept: boolean): Promise<void> => {
    const [hubs, workers] = [programs.slice(0, hubCount), programs.slice(hubCount)];
    await Promise.all(workers.map((program) => program.stop()));
    await Promise.all(hubs.map((program) => program.stop()));
    await Promise.all(links.map(({ proxy }) => proxy.close()));
    await server.remove();
    if (!kept) rmSync(folder, { recursive: true });
  };

  async function openHub(index: number): Promise<HubPart> {
    const name = `hub-${index + 1}`;
    const [database, port] = [await link(`${name} to the database`, server.port), await freePort()];
    const program = new Program({
      name,
      script: scriptOf("../../src/main.ts"),
      args: [],
      env: {
        PIGEON_ENV: "development",
        PIGEON_LOG_LEVEL: "warn",
        PIGEON_HUB_PORT: String(port),
        PIGEON_STORE_URL: `postgres://pigeon@127.0.0.1:${database.port}/${DATABASE}`,
      },
      ready: /listening on \S+,/,
      log: join(folder, `${name}.log`),
    });
    programs.push(program);
    const clients = await link(`clients to ${name}`, port);
    return { name, program, url: `http://127.0.0.1:${port}`, database, clients };
  }

  async function openWorker(index: number, hubs: readonly HubPart[]): Promise<WorkerPart> {
    const name = `worker-${index + 1}`;
    const port = await freePort();
    const endpoint = await link(`hubs to ${name}`, port);
    const ways: Link[] = [];
    for (const hub of hubs) ways.push(await link(`${name} to ${hub.name}`, Number(new URL(hub.url).port)));
    const args = {
      hub: ways.map((way) => `http://127.0.0.1:${way.port}`).join(","),
      handlers: scriptOf("handlers.ts"),
      id: name,
      slots: SLOTS,
      port,
      endpoint: `http://127.0.0.1:${endpoint.port}`,
    };
    const program = new Program({
      name,
      script: fileURLToPath(import.meta.resolve("@pigeon/worker").replace(/index\.[jt]s$/, "bin.ts")),
      args: Object.entries(args).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
      env: { NEMESIS_LOG: join(folder, `${name}.jsonl`) },
      ready: /ready at/,
      log: join(folder, `${name}.log`),
    });
    programs.push(program);
    return { name, program, hubs: ways, endpoint };
  }

  try {
    await server.sql(`CREATE DATABASE ${DATABASE}`);
    const hubs: HubPart[] = [];
    for (let index = 0; index < hubCount; index += 1) hubs.push(await openHub(index));
    const workers: WorkerPart[] = [];
    for (let index = 0; index < workerCount; index += 1) workers.push(await openWorker(index, hubs));
    // The first hub makes the tables that the others find.
    for (const { program } of hubs) await program.open();
    await Promise.all(workers.map(({ program }) => program.open()));
    const workerLogs = (): WorkerLog[] =>
      workers.map(({ name }) => ({ workerId: name, entries: readEntries(join(folder, `${name}.jsonl`)) }));
    return { server, databaseUrl: server.url(DATABASE), hubs, workers, folder, workerLogs, close };
  } catch (error) {
    await close(true);
    throw error;
  }
}

function scriptOf(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function readEntries(file: string): WorkerEntry[] {
  const lines = readFileSync(file, "utf8").split("\n");
  // A line that a kill -9 cut in half says nothing.
  return lines.flatMap((line) => (line.endsWith("}") ? [JSON.parse(line) as WorkerEntry] : []));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
