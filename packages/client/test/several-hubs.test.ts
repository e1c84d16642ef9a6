import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { HubError, createClient } from "../src/index.ts";
import type { Client } from "../src/index.ts";
import { fakeSystem } from "./fake-system.ts";
import { failureOf } from "./support.ts";
import { TestHub, problem } from "./test-hub.ts";

let a: TestHub;
let b: TestHub;
let client: Client;

/** Two hubs on one database, and a client that begins at the first. */
beforeEach(async () => {
  a = await TestHub.start();
  b = await TestHub.start(a);
  client = createClient({ hub: [a.url, b.url], system: { ...fakeSystem(4999), random: () => 0 } });
});
afterEach(async () => {
  await Promise.all([a.down(), b.down()]);
  await client.close();
});

test("a submit whose answer was lost is repeated at the next hub, and makes one job", async () => {
  a.fault = () => "work-then-break";
  const job = await client.submit({ type: "a", payload: 1 });
  expect([a.seen.length, b.seen.length, a.jobs.size]).toEqual([1, 1, 1]);
  expect(a.jobs.has(job.id)).toBe(true);
});

test("without a key it is not: the caller has to know", async () => {
  a.fault = () => "work-then-break";
  const error = await failureOf(client.submit({ type: "a", payload: 1 }, { idempotent: false }));
  expect(error).toMatchObject({ name: "HubUnreachableError", maybeReceived: true });
  expect(b.seen).toEqual([]);
});

test("a cancel that the first hub did and the second refuses is done all the same", async () => {
  const { id } = a.add();
  a.fault = () => "work-then-break";
  expect(await client.cancelJob(id)).toMatchObject({ id, state: "cancelled" });
  expect(a.seen).toHaveLength(1);
});

test("a wait goes on at another hub when its own dies", async () => {
  const { id } = a.add();
  const waiting = client.waitForJob(id);
  await a.waited();
  await a.down();
  await b.waited();
  b.finish(id, { state: "succeeded", result: 7 });
  expect(await waiting).toMatchObject({ state: "succeeded", result: 7 });
});

test("hubs that are all not ready are asked in turn, with pauses between the rounds", async () => {
  const system = fakeSystem(4999);
  const patient = createClient({ hub: `${a.url},${b.url}`, system, retry: { maxRetries: 2 } });
  onTestFinished(() => patient.close());
  a.fault = b.fault = () => problem(503, "Not ready", "no database");
  const error = await failureOf(patient.submit({ type: "a", payload: 1 }));
  expect(error).toBeInstanceOf(HubError);
  expect([a.seen.length, b.seen.length]).toEqual([3, 3]);

  expect(system.delays).toHaveLength(2);
});

test("events go on at another hub, which says that some may be missing", async () => {
  const at = "2030-01-01T00:00:00.000Z";
  const data = JSON.stringify({ workerId: "w", change: "left", at });
  const asked: unknown[] = [];
  const servers = ["one", "two"].map((name) =>
    createServer((request, response) => {
      asked.push([name, request.headers["last-event-id"]]);
      response.writeHead(200, { "content-type": "text/event-stream" });
      if (name === "one") response.write(`event: worker\nid: one-1\ndata: ${data}\n\n`);
      else response.write(`event: reset\nid: two-9\ndata: {"reason":"too long ago"}\n\n`);
    }),
  );
  const hubs: string[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    hubs.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
  }
  const listener = createClient({ hub: hubs, system: { ...fakeSystem(4999), random: () => 0 } });
  onTestFinished(() => listener.close());
  const seen: string[] = [];
  for await (const event of listener.events()) {
    seen.push(`${event.event} ${event.id}`);
    if (event.event === "reset") break;
    servers[0]?.close();
    servers[0]?.closeAllConnections();
  }
  expect(seen).toEqual(["worker one-1", "reset two-9"]);
  expect(asked).toEqual([
    ["one", undefined],
    ["two", "one-1"],
  ]);
});
