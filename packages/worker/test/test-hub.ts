import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Heartbeat, ResultReport, WorkerRegistration, parse } from "@pigeon/protocol";
import type { AttemptResult, Lease } from "@pigeon/protocol";
import { Log } from "./log.ts";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}
interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A small hub by the wire contract: checks every body by its schema, and answers as a test says. */
export class TestHub {
  readonly seen: Log<Seen> = new Log();
  readonly results: Log<AttemptResult> = new Log();
  /** Set to answer a request in another way; undefined leaves it to the contract. */
  override: (seen: Seen) => Answer | "hang" | undefined = () => undefined;
  heartbeatIntervalMs = 60_000;
  /** Leases that the next heartbeats cancel. */
  cancel: string[] = [];
  endpoint = "";
  token = "worker-token-1";
  #server: Server = this.#make();
  #port = 0;

  static async start(): Promise<TestHub> {
    const hub = new TestHub();
    await hub.up();
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port as before. */
  async up(): Promise<void> {
    this.#server = this.#make();
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  requests(method: string, end: string): Seen[] {
    return this.seen.all.filter((seen) => seen.method === method && seen.path.endsWith(end));
  }

  async request(method: string, end: string, count = 1): Promise<Seen> {
    await this.seen.until(() => this.requests(method, end).length >= count);
    return this.requests(method, end)[count - 1] as Seen;
  }

  /** Calls the worker as a hub does. */
  async call(path: string, body: unknown, token: string | undefined = this.token): Promise<Answer> {
    const response = await fetch(`${this.endpoint}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  push(...leases: Lease[]): Promise<Answer> {
    return this.call("/v1/leases", { leases });
  }

  #make(): Server {
    return createServer((request, response) => void this.#serve(request, response));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
    const { method = "", url = "", headers } = request;
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const seen = { method, path: url, authorization: headers.authorization, body };
    const answer = this.override(seen) ?? this.#answer(seen);
    this.seen.add(seen);
    if (answer === "hang") return;
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  #answer({ method, path, body }: Seen): Answer {
    if (method === "DELETE") return { status: 204 };
    if (path === "/v1/workers") {
      const registration = parse(WorkerRegistration, body);
      if (!registration.ok) return badInput(registration.errors);
      this.endpoint = registration.value.endpoint ?? "";
      const { heartbeatIntervalMs, token: workerToken } = this;
      return {
        status: 201,
        body: { workerId: registration.value.workerId, heartbeatIntervalMs, workerToken },
      };
    }
    if (path.endsWith("/heartbeat")) {
      const heartbeat = parse(Heartbeat, body);
      return heartbeat.ok ? { status: 200, body: { cancel: this.cancel } } : badInput(heartbeat.errors);
    }
    if (path.endsWith("/results")) {
      const report = parse(ResultReport, body);
      if (!report.ok) return badInput(report.errors);
      for (const result of report.value.results) this.results.add(result);
      return {
        status: 200,
        body: { accepted: report.value.results.map(({ leaseId }) => leaseId), rejected: [] },
      };
    }
    if (path.endsWith("/drain")) return { status: 202, body: {} };
    return problem(404, "Not found", `no ${path}`);
  }
}

export function problem(status: number, title: string, detail: string): Answer {
  return { status, body: { type: "about:blank", title, status, detail } };
}

function badInput(errors: unknown): Answer {
  return {
    status: 400,
    body: { type: "about:blank", title: "Bad request", status: 400, detail: "", errors },
  };
}

let leases = 0;
export function aLease(type: string, more: Partial<Lease> = {}): Lease {
  leases += 1;
  const deadline = new Date(Date.UTC(2030, 0, 1)).toISOString();
  const ids = { leaseId: `lease-${leases}`, jobId: `job-${leases}` };
  return { ...ids, type, payload: null, attempt: 1, timeoutMs: 60_000, deadline, ...more };
}
