import { HubEvent, parse } from "@pigeon/protocol";
import { expect, onTestFinished, test } from "vitest";
import { oneLease, pullWorker, testHub, type TestHub } from "../hub-fixture.ts";

interface Reader {
  readonly status: number;
  readonly type: string | null;
  /** The next event that is one; undefined at the end of the stream. */
  next(): Promise<HubEvent | undefined>;
  /** The id that a browser would come back with. */
  lastId(): string;
  leave(): void;
}

async function follow(hub: TestHub, query = "", headers: Record<string, string> = {}): Promise<Reader> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${hub.url}/v1/events${query}`, { headers, signal: abort.signal });
  let lastId = "";
  async function* events() {
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
        lastId = field("id") ?? lastId;
        const data = field("data");
        if (data === undefined) continue;
        const parsed = parse(HubEvent, { event: field("event"), id: field("id"), data: JSON.parse(data) });
        if (!parsed.ok) throw new Error(`${block}: ${JSON.stringify(parsed.errors)}`);
        yield parsed.value;
      }
    }
  }
  const iterator = events();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    next: async () => (await iterator.next()).value ?? undefined,
    lastId: () => lastId,
    leave: () => abort.abort(),
  };
}

async function take(reader: Reader, count: number): Promise<HubEvent[]> {
  const events: HubEvent[] = [];
  while (events.length < count) {
    const event = await reader.next();
    if (event === undefined) break;
    events.push(event);
  }
  return events;
}

test("a job's way is told step by step, without its payload", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  const reader = await follow(hub, "?types=job");
  expect(reader).toMatchObject({ status: 200, type: "text/event-stream" });
  const { id } = await hub.submit({ type: "t", payload: { secret: "of the payload" } });
  await worker.succeed(await oneLease(worker), { secret: "of the result" });
  const events = await take(reader, 3);
  const common = { id, type: "t" };
  expect(events.map(({ data }) => data)).toMatchObject([
    { ...common, state: "queued", cause: "submit", attempt: 0 },
    { ...common, state: "leased", cause: "lease", attempt: 1, workerId: worker.id },
    { ...common, state: "succeeded", cause: "succeed", attempt: 1, workerId: worker.id },
  ]);
  expect(JSON.stringify(events)).not.toContain("secret");
});

test("workers and breakers are told of, and types are filtered", async () => {
  const hub = await testHub();
  const all = await follow(hub);
  const breakers = await follow(hub, "?types=breaker");
  const worker = await pullWorker(hub, { id: "w" });
  await hub.call("GET", "/v1/workers");
  await hub.call("POST", "/v1/workers/w/drain");
  await hub.call("POST", "/v1/breakers/worker:w/isolate");
  await hub.call("DELETE", `/v1/workers/${worker.id}`);
  const isolated = { event: "breaker", data: { name: "worker:w", from: "closed", to: "isolated" } };
  expect(await take(all, 4)).toMatchObject([
    { event: "worker", data: { workerId: "w", change: "registered" } },
    { event: "worker", data: { workerId: "w", change: "draining" } },
    isolated,
    { event: "worker", data: { workerId: "w", change: "left" } },
  ]);
  expect(await breakers.next()).toMatchObject(isolated);
});

test("a change of a worker's health is told with its reasons", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  const reader = await follow(hub, "?types=worker");
  await worker.beat([], { status: "error" });
  expect(await reader.next()).toMatchObject({
    data: { change: "status", status: "unhealthy", reasons: [expect.any(String)] },
  });
});

test("Last-Event-ID goes on where the reader left, without a gap and without repeats", async () => {
  const hub = await testHub();
  const first = await follow(hub, "?types=job");
  const jobs = [
    await hub.submit({ type: "a" }),
    await hub.submit({ type: "b" }),
    await hub.submit({ type: "c" }),
  ];
  const [seen] = await take(first, 1);
  first.leave();
  const again = await follow(hub, "?types=job", { "last-event-id": seen?.id ?? "" });
  const ids = (await take(again, 2)).map(({ data }) => "id" in data && data.id);
  expect(ids).toEqual(jobs.slice(1).map(({ id }) => id));
});

test("an id of before a restart gets a reset", async () => {
  const hub = await testHub();
  const reader = await follow(hub, "", { "last-event-id": "abc-17" });
  expect(await reader.next()).toMatchObject({
    event: "reset",
    data: { reason: "the hub was restarted since that event" },
  });
});

test("streams end when the hub stops", async () => {
  const hub = await testHub();
  const reader = await follow(hub);
  await hub.close();
  expect(await reader.next()).toBeUndefined();
});

test("more readers than the hub takes get 429, and the place of one who left is free", async () => {
  const hub = await testHub({}, { limits: { eventStreams: 1 } });
  const reader = await follow(hub);
  const refused = await hub.call("GET", "/v1/events");
  expect(refused).toMatchObject({ status: 429, body: { title: "Too many requests" } });
  expect(refused.headers.get("retry-after")).toBe("5");
  reader.leave();
  let status = 429;
  while (status === 429) status = (await follow(hub)).status;
  expect(status).toBe(200);
});

test("bad filters are refused, and a token is needed", async () => {
  const hub = await testHub({ hub: { authTokens: [{ name: "c", role: "client", secret: "secret-of-c" }] } });
  expect(await hub.call("GET", "/v1/events")).toMatchObject({ status: 401 });
  const headers = { authorization: "Bearer secret-of-c" };
  for (const types of ["x", "job,", "job,x", ""])
    expect(await hub.call("GET", `/v1/events?types=${types}`, undefined, headers), types).toMatchObject({
      status: 400,
    });
});
