import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { StoreError } from "../port.ts";
import { Hosts, type Host } from "./hosts.ts";

/** Where a database is, as a URL says it. Shared by all connections to it. */
export interface Address {
  readonly hosts: Hosts;
  readonly database: string;
  readonly user: string | undefined;
  /** Without it: PGPASSWORD, PGPASSFILE. */
  readonly password: string | undefined;
  readonly ssl: ConnectionOptions | false;
  readonly applicationName: string;
  /** Connections that read, besides the one that writes. */
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  /** `host:port/database` or `host:port,host:port/database`, for messages. */
  readonly name: string;
}

const PARAMETERS = [
  "host",
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
  "application_name",
  "pool_size",
  "statement_timeout",
  "target_session_attrs",
];
const SSL_MODES = ["disable", "require", "verify-ca", "verify-full"];

/** Everything before the hosts, the hosts, everything after. */
const PARTS = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s;

/**
 * Reads `postgres://user:password@host:port,host:port/database?…`; never shows the password.
 *
 * @throws {StoreError} naming all that is wrong with it.
 */
export function readAddress(storeUrl: string): Address {
  const [, before = "", list = "", after = ""] = PARTS.exec(storeUrl) ?? [];
  const urls = list.split(",").map((each) => before + each + after);
  if (!urls.every((each) => URL.canParse(each))) throw wrong(["expected postgres://USER@HOST:PORT/DATABASE"]);
  const parsed = urls.map((each) => new URL(each));
  const [url = new URL("postgres:")] = parsed;
  const query = url.searchParams;
  const problems: string[] = [];
  for (const name of new Set(query.keys()))
    if (!PARAMETERS.includes(name))
      problems.push(`there is no parameter ${name}; there are ${PARAMETERS.join(", ")}`);
  const socket = query.get("host");
  const hosts = parsed.map(({ hostname, port }) => ({
    host: socket ?? decode(hostname.replace(/^\[|\]$/g, "")),
    port: Number(port || 5432),
  }));
  const database = decode(url.pathname.slice(1));
  if (hosts.some(({ host }) => host === "")) problems.push("it names no host");
  if (socket !== null && hosts.length > 1)
    problems.push("host: expected either one here or several before the database's name");
  if (database === "") problems.push("it names no database");
  const target = query.get("target_session_attrs") ?? "read-write";
  if (target !== "read-write")
    problems.push(`target_session_attrs: expected read-write, received ${JSON.stringify(target)}`);
  const poolSize = whole(query, "pool_size", 5, 1, 100, problems);
  const statementTimeoutMs = whole(query, "statement_timeout", 30_000, 100, 3_600_000, problems);
  const ssl = tls(query, hosts, problems);
  if (problems.length > 0) throw wrong(problems);
  return {
    hosts: new Hosts(hosts),
    database,
    user: url.username === "" ? undefined : decode(url.username),
    password: url.password === "" ? undefined : decode(url.password),
    ssl,
    applicationName: query.get("application_name") ?? "pigeon-hub",
    poolSize,
    statementTimeoutMs,
    name: socket?.startsWith("/")
      ? `${socket} (${database})`
      : `${hosts.map(({ host, port }) => `${shown(host)}:${port}`).join(",")}/${database}`,
  };
}

function wrong(problems: readonly string[]): StoreError {
  return new StoreError("unavailable", `PIGEON_STORE_URL: ${problems.join("; ")}`, { lasting: true });
}

const shown = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function whole(
  query: URLSearchParams,
  name: string,
  byDefault: number,
  min: number,
  max: number,
  problems: string[],
): number {
  const text = query.get(name);
  if (text === null) return byDefault;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    problems.push(`${name}: expected a whole number from ${min} to ${max}, received ${JSON.stringify(text)}`);
  return value;
}

/** Without `sslmode`: verified TLS, but on the same machine none. */
function tls(query: URLSearchParams, hosts: readonly Host[], problems: string[]): ConnectionOptions | false {
  const mode = query.get("sslmode") ?? (hosts.every(isLocal) ? "disable" : "verify-full");
  if (!SSL_MODES.includes(mode)) {
    problems.push(`sslmode: expected ${SSL_MODES.join(", ")}, received ${JSON.stringify(mode)}`);
    return false;
  }
  if (mode === "disable" || hosts.some(({ host }) => host.startsWith("/"))) return false;
  const options: ConnectionOptions = {};
  const files = { ca: "sslrootcert", cert: "sslcert", key: "sslkey" } as const;
  for (const [option, parameter] of Object.entries(files) as [keyof typeof files, string][]) {
    const file = query.get(parameter);
    if (file === null) continue;
    try {
      options[option] = readFileSync(file, "utf8");
    } catch {
      problems.push(`${parameter}: cannot read the file ${file}`);
    }
  }
  // As libpq has it: an authority that is named is asked, also by `require`.
  if (mode === "require" && options.ca === undefined) options.rejectUnauthorized = false;
  if (mode !== "verify-full") options.checkServerIdentity = () => undefined;
  return options;
}

function isLocal({ host }: Host): boolean {
  return host.startsWith("/") || host === "localhost" || host === "::1" || host.startsWith("127.");
}
