import { availableParallelism, hostname } from "node:os";
import { DEFAULT_HUB_URL, WorkerRegistration, parse } from "@pigeon/protocol";
import type { Handler, Handlers } from "./handler.ts";
import type { WorkerEvent } from "./events.ts";
import { hubAddresses, hubProblems } from "./hub-addresses.ts";
import { addressProblem, show } from "./option-text.ts";
import { realSystem } from "./system.ts";
import type { System } from "./system.ts";
import { tlsProblem, tlsServerProblem } from "./tls.ts";
import type { TlsOptions, TlsServerOptions } from "./tls.ts";
import { processUsage } from "./usage.ts";
import type { UsageReport } from "./usage.ts";

export interface WorkerOptions {
  /** Functions by job type. At least one. */
  readonly handlers: Handlers;
  /**
   * The hub's address. Default `http://127.0.0.1:4040`. Of several hubs on one database: a list, or a text
   * with commas. The worker stays with one of them, any one, and goes on to the next when it is out of reach.
   */
  readonly hub?: string | readonly string[];
  /** The worker's token, when the hub asks for one; a function for one that is renewed, which is called with each request. */
  readonly token?: string | (() => string);
  /** For a hub at an https address, with an authority of your own or client certificates. */
  readonly tls?: TlsOptions;
  /** The certificate to listen with: then the hub calls an https address, and trusts its authority by PIGEON_WORKER_CA_FILE. */
  readonly tlsServer?: TlsServerOptions;
  /** How many attempts run at once, 1..1000. Default: the number of cores. */
  readonly slots?: number;
  /** The worker's name, unique in the fleet. Default `<host>-<pid>-<random>`. */
  readonly workerId?: string;
  /** Where to listen for the hub. Default 127.0.0.1. */
  readonly host?: string;
  /** 0..65535; 0, the default, takes any free port. */
  readonly port?: number;
  /** The address that the hub calls, when it differs from host and port (proxy, container, 0.0.0.0). */
  readonly endpoint?: string;
  /** Shown to operators. At most 64. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What heartbeats say. Default: this process's share of the machine's cores and memory. */
  readonly report?: () => UsageReport;
  /** Told of everything that happens. What it throws is ignored. */
  readonly onEvent?: (event: WorkerEvent) => void;
  /** Clock, randomness and timers, for tests. */
  readonly system?: System;
}

/** The options with their defaults. */
export interface Settings {
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly hubs: readonly string[];
  readonly token: WorkerOptions["token"];
  readonly tls: TlsOptions | undefined;
  readonly tlsServer: TlsServerOptions | undefined;
  readonly slots: number;
  readonly workerId: string;
  readonly host: string;
  readonly port: number;
  readonly endpoint: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly report: () => UsageReport;
  readonly onEvent: ((event: WorkerEvent) => void) | undefined;
  readonly system: System;
}

/** Options that cannot work: all problems at once. */
export class WorkerOptionsError extends TypeError {
  override readonly name: string = "WorkerOptionsError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `a worker cannot be made from these options:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/** Fills in the defaults. Throws WorkerOptionsError. */
export function readOptions(options: WorkerOptions): Settings {
  const system = options.system ?? realSystem;
  const host = options.host ?? "127.0.0.1";
  const settings: Settings = {
    handlers: new Map(Object.entries(isObject(options.handlers) ? options.handlers : {})),
    hubs: hubAddresses(options.hub ?? DEFAULT_HUB_URL),
    token: options.token,
    tls: options.tls,
    tlsServer: options.tlsServer,
    slots: options.slots ?? availableParallelism(),
    workerId: options.workerId ?? defaultId(system),
    host,
    port: options.port ?? 0,
    endpoint: options.endpoint,
    labels: options.labels,
    report: options.report ?? processUsage(system),
    onEvent: options.onEvent,
    system,
  };
  const problems = problemsOf(settings, options);
  if (problems.length > 0) throw new WorkerOptionsError(problems);
  return settings;
}

function problemsOf(settings: Settings, options: WorkerOptions): string[] {
  const { handlers, hubs, token, slots, workerId, host, port, endpoint, labels } = settings;
  const problems: string[] = [];
  const need = (ok: boolean, name: string, value: unknown, expected: string): void => {
    if (!ok) problems.push(`${name}: expected ${expected}, received ${show(value)}`);
  };
  need(handlers.size > 0, "handlers", options.handlers, "an object of functions by job type, at least one");
  for (const [type, handler] of handlers) {
    need(typeof handler === "function", `handlers[${JSON.stringify(type)}]`, handler, "a function");
  }
  const needAddress = (name: string, value: unknown): void => {
    const received = addressProblem(value);
    if (received !== undefined)
      problems.push(`${name}: expected an http or https address, received ${received}`);
  };
  problems.push(...hubProblems(hubs));
  const isToken =
    token === undefined ||
    typeof token === "function" ||
    (typeof token === "string" && /^[\x21-\x7e]+$/.test(token));
  if (!isToken)
    problems.push("token: expected visible ASCII without spaces, received something else (not shown)");
  for (const problem of [tlsProblem(settings.tls), tlsServerProblem(settings.tlsServer)])
    if (problem !== undefined) problems.push(problem);
  need(
    Number.isInteger(slots) && slots >= 1 && slots <= 1000,
    "slots",
    slots,
    "a whole number from 1 to 1000",
  );
  need(Number.isInteger(port) && port >= 0 && port <= 65_535, "port", port, "a whole number from 0 to 65535");
  need(typeof host === "string" && host !== "", "host", host, "a host name or IP address");
  if (endpoint !== undefined) {
    needAddress("endpoint", endpoint);
  } else if (host === "0.0.0.0" || host === "::") {
    problems.push(
      `endpoint: expected the address that the hub should call, since host ${host} is no address to call`,
    );
  }
  need(
    options.report === undefined || typeof options.report === "function",
    "report",
    options.report,
    "a function",
  );
  need(
    options.onEvent === undefined || typeof options.onEvent === "function",
    "onEvent",
    options.onEvent,
    "a function",
  );
  const types = [...handlers.keys()];
  const contract = parse(WorkerRegistration, {
    workerId,
    types,
    slots: 1,
    ...(labels === undefined ? {} : { labels }),
  });
  const values: Record<string, unknown> = { workerId, labels };
  for (const { path, message } of contract.ok ? [] : contract.errors) {
    const index = /^types\[(\d+)\]/.exec(path)?.[1];
    if (index !== undefined)
      problems.push(`handlers: the job type ${show(types[Number(index)])}: ${message}`);
    else if (path !== "types")
      problems.push(`${path}: ${message}, received ${show(values[path.split(".")[0] ?? ""])}`);
  }
  return problems;
}

/** A host name may hold what an id may not. */
function defaultId(system: System): string {
  const host =
    hostname()
      .replaceAll(/[^A-Za-z0-9._:-]/g, "-")
      .slice(0, 100) || "worker";
  return `${host}-${process.pid}-${system.id()}`;
}

const isObject = (value: unknown): value is Handlers => typeof value === "object" && value !== null;
