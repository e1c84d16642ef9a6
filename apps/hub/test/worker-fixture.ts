import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Lease, RegistrationAnswer } from "@pigeon/protocol";
import { createWorker, type Handlers, type Worker, type WorkerOptions } from "@pigeon/worker";
import { onTestFinished } from "vitest";
import type { TestHub } from "./hub-fixture.ts";

/** A real worker in this process. */
export async function realWorker(
  hub: TestHub,
  handlers: Handlers,
  options: Partial<WorkerOptions> = {},
): Promise<Worker> {
  const worker = createWorker({ hub: hub.url, slots: 2, ...options, handlers });
  await worker.start();
  onTestFinished(() => worker.stop({ drainMs: 0 }));
  return worker;
}

export interface Call {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly leases: readonly Lease[];
  readonly leaseIds: readonly string[];
}

/** A worker's endpoint in the hands of the test: `answer` says what each push gets. */
export interface ScriptedWorker {
  readonly calls: Call[];
  readonly pushes: () => Call[];
  healthy: boolean;
  /** Ends its connections and its server, as a killed process would. */
  kill(): Promise<void>;
  register(id: string, options?: { types?: string[]; slots?: number }): Promise<RegistrationAnswer>;
}

type Script = (call: Call, push: number) => { status: number; body: unknown } | "hang" | "reset";

export async function scriptedWorker(hub: TestHub, answer: Script): Promise<ScriptedWorker> {
  const calls: Call[] = [];
  const pushes = () => calls.filter(({ path }) => path === "/v1/leases");
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const call = {
        path: request.url ?? "",
        authorization: request.headers.authorization,
        leases: [],
        leaseIds: [],
        ...body,
      };
      if (call.path === "/healthz") return response.writeHead(worker.healthy ? 200 : 503).end();
      calls.push(call);
      const scripted =
        call.path === "/v1/leases" ? answer(call, pushes().length) : { status: 202, body: undefined };
      if (scripted === "hang") return undefined;
      if (scripted === "reset") return request.socket.resetAndDestroy();
      return response
        .writeHead(scripted.status, { "content-type": "application/json" })
        .end(JSON.stringify(scripted.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kill = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(kill);
  const worker: ScriptedWorker = {
    calls,
    pushes,
    healthy: true,
    kill,
    register: async (workerId, { types = ["t"], slots = 1 } = {}) =>
      (await hub.call<RegistrationAnswer>("POST", "/v1/workers", { workerId, endpoint, types, slots })).body,
  };
  return worker;
}

export const acceptAll: Script = ({ leases }) => ({
  status: 202,
  body: { accepted: leases.map(({ leaseId }) => leaseId), refused: [] },
});

async function readBody(request: IncomingMessage): Promise<object> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as object);
}

/** Waits until something holds. Generous, since it is the test that ends the wait. */
export async function until<T>(read: () => T | Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let round = 0; round < 1_000; round++) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never came true: ${holds.toString()} for ${JSON.stringify(await read())}`);
}
