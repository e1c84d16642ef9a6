import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { JobBatch, JobSpec, parse } from "@pigeon/protocol";
import type { FullJobSpec, Job } from "@pigeon/protocol";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
/** What a test makes of a request: an answer, a broken connection before or after the work, or silence. */
type Fault = Answer | "break" | "work-then-break" | "hang" | undefined;

/** A small hub by the wire contract: checks what it is sent, keeps jobs, and fails as a test says. */
export class TestHub {
  readonly seen: Seen[] = [];
  readonly jobs: Map<string, Job>;
  fault: (seen: Seen, number: number) => Fault = () => undefined;
  /** Answers for paths other than those of jobs. */
  extra: Record<string, Answer> = {};
  readonly #keys: Map<string, string>;
  #waiters: (() => void)[] = [];
  #server: Server = this.#make();
  #port = 0;

  private constructor(other?: TestHub) {
    this.jobs = other?.jobs ?? new Map<string, Job>();
    this.#keys = other === undefined ? new Map<string, string>() : other.#keys;
  }

  /** With `other`, a second hub on the database of that one. */
  static async start(other?: TestHub): Promise<TestHub> {
    const hub = new TestHub(other);
    await hub.up();
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

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

  add(more: Partial<Job> = {}): Job {
    const id = `job-${this.jobs.size + 1}`;
    const at = "2030-01-01T00:00:00.000Z";
    const times = { createdAt: at, runAt: at };
    const rest = {
      priority: 0,
      labels: {},
      correlationId: null,
      maxAttempts: 5,
      attempts: [],
      payload: null,
    };
    const job: Job = { id, type: "a", state: "queued", ...rest, ...times, ...more };
    this.jobs.set(id, job);
    return job;
  }

  /** Changes a job and answers those who wait for it. */
  finish(id: string, change: Partial<Job>): void {
    this.jobs.set(id, { ...(this.jobs.get(id) as Job), ...change });
    for (const wake of this.#waiters.splice(0)) wake();
  }

  async waited(count = 1): Promise<void> {
    while (this.#waiters.length < count) await new Promise((resolve) => setImmediate(resolve));
  }

  #make(): Server {
    return createServer((request, response) => void this.#serve(request, response));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
    const { method = "", url = "", headers } = request;
    const seen = {
      method,
      url,
      authorization: headers.authorization,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
    };
    this.seen.push(seen);
    const fault = this.fault(seen, this.seen.length);
    if (fault === "hang") return;
    if (fault === "break") return void request.socket.destroy();
    const answer = typeof fault === "object" ? fault : await this.#answer(seen);
    if (fault === "work-then-break") return void request.socket.destroy();
    const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(body);
  }

  async #answer({ method, url, body }: Seen): Promise<Answer> {
    const { pathname, searchParams } = new URL(url, "http://hub");
    const extra = this.extra[`${method} ${pathname}`];
    if (extra !== undefined) return extra;
    if (`${method} ${pathname}` === "POST /v1/jobs") {
      const spec = parse(JobSpec, body);
      return spec.ok
        ? this.#submit(spec.value)
        : problem(400, "Bad request", "the job is wrong", spec.errors);
    }
    if (`${method} ${pathname}` === "POST /v1/jobs/batch") {
      const batch = parse(JobBatch, body);
      if (!batch.ok) return problem(400, "Bad request", "", batch.errors);
      const answers = batch.value.jobs.map((spec) => this.#submit(spec));
      const jobs = answers.map(({ status, body }) => ({ ...(body as Job), created: status === 201 }));
      return { status: 201, body: { jobs } };
    }
    const job = this.jobs.get(pathname.split("/")[3] ?? "");
    if (job === undefined) return problem(404, "Not found", `no ${pathname}`);
    if (pathname.endsWith("/cancel")) return this.#cancel(job);
    if (
      Number(searchParams.get("waitMs") ?? 0) > 0 &&
      !["succeeded", "dead", "cancelled"].includes(job.state)
    ) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    return { status: 200, body: this.jobs.get(job.id) };
  }

  #submit({ idempotencyKey, type, payload }: FullJobSpec): Answer {
    const known = this.jobs.get(this.#keys.get(idempotencyKey ?? "") ?? "");
    if (known !== undefined) return { status: 200, body: known };
    const job = this.add({ type, payload });
    if (idempotencyKey !== undefined) this.#keys.set(idempotencyKey, job.id);
    return { status: 201, body: job };
  }

  #cancel(job: Job): Answer {
    if (job.state !== "queued") return problem(409, "Conflict", `the job is ${job.state}`);
    this.finish(job.id, { state: "cancelled" });
    return { status: 200, body: this.jobs.get(job.id) };
  }
}

export function problem(status: number, title: string, detail: string, errors?: unknown): Answer {
  return { status, body: { type: "about:blank", title, status, detail, errors } };
}
