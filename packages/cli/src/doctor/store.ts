import { access, constants, stat, statfs } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, resolve } from "node:path";
import { found, type Finding } from "./finding.ts";

const MIB = 1024 * 1024;
/** Below it the hub has no room for its log; a little more is soon used up. */
const LEAST_BYTES = 100 * MIB;
const FEW_BYTES = 1024 * MIB;
const CONNECT_MS = 5000;

/** The store of the configuration: what it is, and whether it can be used from here. */
export async function storeFindings(storeUrl: string, cwd: string): Promise<Finding[]> {
  if (storeUrl.startsWith("sqlite:")) return sqliteFindings(resolve(cwd, storeUrl.slice("sqlite:".length)));
  if (/^postgres(?:ql)?:/.test(storeUrl)) return [await postgresFinding(new URL(storeUrl))];
  return [
    found(
      "store",
      "warning",
      "memory: jobs are lost when the hub ends",
      "Set PIGEON_STORE_URL=sqlite:./pigeon.db.",
    ),
  ];
}

async function sqliteFindings(file: string): Promise<Finding[]> {
  const folder = dirname(file);
  const there = await stat(file).catch(() => undefined);
  try {
    if (there !== undefined) await access(file, constants.R_OK | constants.W_OK);
    await access(folder, constants.W_OK);
  } catch (error) {
    const { code, path = folder } = error as NodeJS.ErrnoException;
    const hint =
      "The user that runs the hub has to own the file and its folder; PIGEON_STORE_URL names another one.";
    return [found("store", "failed", `${path} cannot be written to (${code})`, hint)];
  }
  const size = there === undefined ? "not there yet: the hub makes it" : mib(there.size);
  return [found("store", "ok", `${file} (${size})`), await diskFinding(folder)];
}

export function diskStatus(freeBytes: number): Finding["status"] {
  if (freeBytes < LEAST_BYTES) return "failed";
  return freeBytes < FEW_BYTES ? "warning" : "ok";
}

async function diskFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const status = diskStatus(free);
  const hint =
    status === "ok" ? undefined : "Make room, or move the store: a hub whose disk is full takes no jobs.";
  return found("disk", status, `${mib(free)} free in ${folder}`, hint);
}

function mib(bytes: number): string {
  return `${Math.ceil(bytes / MIB).toLocaleString("en")} MiB`;
}

/** Whether something listens there; the password is not tried. */
async function postgresFinding({ hostname, port }: URL): Promise<Finding> {
  const at = { host: hostname.replace(/^\[|\]$/g, "") || "localhost", port: Number(port || 5432) };
  const where = `PostgreSQL at ${at.host}:${at.port}`;
  const problem = await reach(at);
  return problem === undefined
    ? found("store", "ok", `${where} can be reached`)
    : found(
        "store",
        "failed",
        `${where} cannot be reached (${problem})`,
        "Is it running, and is PIGEON_STORE_URL right?",
      );
}

/** Connects and leaves. Resolves with what went wrong. */
export async function reach(at: { host: string; port: number }): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = connect({ ...at, timeout: CONNECT_MS });
    const end = (problem: string | undefined): void => {
      socket.destroy();
      done(problem);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end("no answer in 5 s"));
    socket.once("error", ({ code, message }: NodeJS.ErrnoException) => end(code ?? message));
  });
}
