import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EVENT_HEARTBEAT_MS } from "@pigeon/protocol";
import { expect, onTestFinished, test } from "vitest";
import { ClientClosedError, createClient, HubAnswerError, HubError } from "../src/index.ts";
import type { Client, ClientOptions, EventOptions, HubEvent } from "../src/index.ts";
import { fakeSystem, type FakeSystem } from "./fake-system.ts";
import { failureOf } from "./support.ts";

type Script = (request: IncomingMessage, response: ServerResponse, connection: number) => void;
interface Setup {
  readonly client: Client;
  readonly system: FakeSystem;
  readonly requests: IncomingMessage[];
}

const SILENCE_MS = 3 * EVENT_HEARTBEAT_MS;

/** A hub of which each connection is played by the test. */
async function setUp(script: Script, options: ClientOptions = {}): Promise<Setup> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    script(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const system = fakeSystem();
  const hub = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ hub, system, ...options });
  onTestFinished(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, system, requests };
}

const at = "2030-01-01T00:00:00.000Z";
const opened = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { "content-type": "text/event-stream" });
const worker = (n: number): string =>
  `event: worker\nid: e-${n}\ndata: ${JSON.stringify({ workerId: `w${n}`, change: "left", at })}\n\n`;

async function take(client: Client, count: number, options: EventOptions = {}): Promise<HubEvent[]> {
  const events: HubEvent[] = [];
  for await (const event of client.events(options)) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}
const idsOf = (events: HubEvent[]): string[] => events.map(({ id }) => id);

test("events come typed and in order, of the types asked for, with the token", async () => {
  const { client, requests } = await setUp(
    (_request, response) => void opened(response).write(worker(1) + worker(2)),
    { token: "secret-of-me" },
  );
  expect(await take(client, 2, { types: ["worker", "job"] })).toEqual([
    { event: "worker", id: "e-1", data: { workerId: "w1", change: "left", at } },
    { event: "worker", id: "e-2", data: { workerId: "w2", change: "left", at } },
  ]);
  const [request] = requests;
  expect(request?.url).toBe("/v1/events?types=worker%2Cjob");
  expect(request?.headers).toMatchObject({
    accept: "text/event-stream",
    authorization: "Bearer secret-of-me",
  });
  expect(request?.headers).not.toHaveProperty("last-event-id");
});

test("a broken and an ended stream are taken up after the last event", async () => {
  const { client, requests } = await setUp((request, response, connection) => {
    opened(response).write(worker(connection), () => {
      if (connection === 1) setImmediate(() => request.socket.destroy());
      if (connection === 2) response.end();
    });
  });
  expect(idsOf(await take(client, 3, { lastEventId: "e-0" }))).toEqual(["e-1", "e-2", "e-3"]);
  expect(requests.map(({ headers }) => headers["last-event-id"])).toEqual(["e-0", "e-1", "e-2"]);
});

test("the id of a heartbeat counts: what was filtered out does not come again", async () => {
  const { client, requests } = await setUp((_request, response, connection) => {
    if (connection === 1) opened(response).end(": still here\nid: e-40\n\n");
    else opened(response).write(worker(41));
  });
  await take(client, 1);
  expect(requests[1]?.headers["last-event-id"]).toBe("e-40");
});

test("silence for three heartbeats is a broken connection", async () => {
  const { client, system, requests } = await setUp((_request, response, connection) => {
    opened(response).write(worker(connection));
  });
  const events = client.events()[Symbol.asyncIterator]();
  await events.next();
  const next = events.next();
  await new Promise((resolve) => setImmediate(resolve));
  system.fire(SILENCE_MS);
  expect((await next).value).toMatchObject({ id: "e-2" });
  expect(requests[1]?.headers["last-event-id"]).toBe("e-1");
  await events.return?.(undefined);
  expect(system.timers()).toBe(0);
});

test("a reset is told, and kinds of events that are not known yet are left out", async () => {
  const { client } = await setUp((_request, response) => {
    opened(response).write(
      `event: weather\nid: e-1\ndata: {"any":1}\n\nevent: reset\nid: e-9\ndata: {"reason":"too long ago"}\n\n`,
    );
  });
  expect(await take(client, 1)).toEqual([{ event: "reset", id: "e-9", data: { reason: "too long ago" } }]);
});

test("data of another shape, and data that is no JSON, is no hub's answer", async () => {
  for (const data of ['{"workerId":1}', "hello"]) {
    const { client } = await setUp((_request, response) => {
      opened(response).write(`event: worker\nid: e-1\ndata: ${data}\n\n`);
    });
    expect(await failureOf(take(client, 1))).toBeInstanceOf(HubAnswerError);
  }
});

test("a hub that is busy or not there is asked again, as often as it takes", async () => {
  const { client, requests } = await setUp((request, response, connection) => {
    if (connection <= 8 && connection % 2 === 0) request.socket.destroy();
    else if (connection <= 8)
      response.writeHead(connection < 5 ? 429 : 503, { "retry-after": "1" }).end("{}");
    else opened(response).write(worker(1));
  });
  expect(idsOf(await take(client, 1))).toEqual(["e-1"]);
  expect(requests).toHaveLength(9);
});

test("a refusal ends it", async () => {
  const problem = { type: "about:blank", title: "Not authenticated", status: 401, detail: "send a token" };
  const { client, requests } = await setUp((_request, response) => {
    response.writeHead(401).end(JSON.stringify(problem));
  });
  const error = await failureOf(take(client, 1));
  expect(error).toBeInstanceOf(HubError);
  expect(error).toMatchObject({ status: 401, problem });
  expect(requests).toHaveLength(1);
});

test("leaving the loop closes the connection and leaves no timer", async () => {
  let closed = (): void => {};
  const gone = new Promise<void>((resolve) => (closed = resolve));
  const { client, system } = await setUp((_request, response) => {
    response.once("close", closed);
    opened(response).write(worker(1));
  });
  await take(client, 1);
  await gone;
  expect(system.timers()).toBe(0);
});

test("an abort ends it with its reason, before, while connecting and while listening", async () => {
  const reason = new Error("enough");
  const before = await setUp(() => {});
  expect(await failureOf(take(before.client, 1, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect(before.requests).toEqual([]);
  for (const answers of [false, true]) {
    const abort = new AbortController();
    const { client, system } = await setUp((_request, response) => {
      if (answers) opened(response).write(": still here\n\n");
      setImmediate(() => abort.abort(reason));
    });
    expect(await failureOf(take(client, 1, { signal: abort.signal }))).toBe(reason);
    expect(system.timers()).toBe(0);
  }
});

test("closing the client ends it", async () => {
  const { client } = await setUp((_request, response) => void opened(response).write(worker(1)));
  const events = client.events()[Symbol.asyncIterator]();
  await events.next();
  const next = failureOf(events.next());
  await client.close();
  expect(await next).toBeInstanceOf(ClientClosedError);
  expect(await failureOf(take(client, 1))).toBeInstanceOf(ClientClosedError);
});
