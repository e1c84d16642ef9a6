import { Agent, fetch as undiciFetch, interceptors, MockAgent, request } from "undici";
import { afterEach, expect, test } from "vitest";
import { type ChaosRule, httpResponse } from "../src/index.ts";
import { httpServer, setUp, type Setup, until } from "./support.ts";

const agents: Agent[] = [];
afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.destroy()));
});

type Dispatcher = ReturnType<Agent["compose"]>;

function dispatcher(chaos: Setup["chaos"], name?: string): Dispatcher {
  const agent = new Agent();
  agents.push(agent);
  return agent.compose(chaos.interceptor(name === undefined ? {} : { name }));
}

async function server(body = "hello"): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const port = await httpServer((_request, response) => {
    requests += 1;
    response.writeHead(200, { "x-real": "yes" }).end(body);
  });
  return { url: `http://127.0.0.1:${port}`, requests: () => requests };
}

test("a fault fails the request before it is sent", async () => {
  const { url, requests } = await server();
  const { chaos, record } = setUp({
    rules: [{ kind: "fault", rate: 1, target: { method: "GET", url: /\/v1\?a=1$/ } }],
  });
  const target = dispatcher(chaos);
  await expect(request(`${url}/v1?a=1`, { dispatcher: target })).rejects.toMatchObject({
    code: "ECONNRESET",
  });
  await expect(undiciFetch(`${url}/v1?a=1`, { dispatcher: target })).rejects.toMatchObject({
    message: "fetch failed",
    cause: { code: "ECONNRESET" },
  });
  expect(requests()).toBe(0);
  expect(record.of("call")[0]?.call).toEqual({
    name: `GET ${new URL(url).host}`,
    number: 1,
    method: "GET",
    url: `${url}/v1`,
  });
  expect((await request(url, { dispatcher: target })).statusCode).toBe(200);
});

const made = httpResponse({ status: 503, headers: { "retry-after": "2" }, body: { error: "busy" } });
const outcomes: ChaosRule[] = [
  { kind: "outcome", rate: 1, result: made },
  { kind: "outcome", rate: 1, result: made, when: "after" },
];

test.each(outcomes)("an outcome answers request and fetch: $when", async (rule) => {
  const { url, requests } = await server("x".repeat(200_000));
  const target = dispatcher(setUp({ rules: [rule] }).chaos);
  const { statusCode, headers, body } = await request(url, { dispatcher: target });
  expect([statusCode, headers["retry-after"], await body.json()]).toEqual([503, "2", { error: "busy" }]);
  const response = await undiciFetch(url, { dispatcher: target });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await response.json()).toEqual({ error: "busy" });
  expect(requests()).toBe(rule.when === "after" ? 2 : 0);
});

test("an answer without a body, and one with two cookies", async () => {
  const { url } = await server();
  const cookies = (): Response => {
    const headers = new Headers([
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    return new Response(null, { status: 204, headers });
  };
  const target = dispatcher(setUp({ rules: [{ kind: "outcome", rate: 1, result: cookies }] }).chaos);
  const { statusCode, headers, body } = await request(url, { dispatcher: target });
  expect([statusCode, headers["set-cookie"], await body.text()]).toEqual([204, ["a=1", "b=2"], ""]);
  const response = await undiciFetch(url, { dispatcher: target });
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
});

test.each(["before", "after"] as const)(
  "an outcome that is no Response fails the request: %s",
  async (when) => {
    const { url } = await server();
    const { chaos } = setUp({ rules: [{ kind: "outcome", rate: 1, when, result: () => 1 }] });
    await expect(request(url, { dispatcher: dispatcher(chaos) })).rejects.toThrow("must be a Response");
  },
);

test("latency before holds the request, latency after its answer", async () => {
  const { url, requests } = await server("x".repeat(300_000));
  const { chaos, clock } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 100 }] });
  const target = dispatcher(chaos);
  const first = request(url, { dispatcher: target });
  await clock.advance(99);
  expect(requests()).toBe(0);
  await clock.advance(1);
  expect(await (await first).body.text()).toHaveLength(300_000);

  chaos.setRules([{ kind: "latency", rate: 1, delayMs: 100, when: "after" }]);
  let answered = false;
  const second = request(url, { dispatcher: target }).finally(() => (answered = true));
  await until(() => clock.pendingTimers === 1);
  await clock.advance(99);
  expect([requests(), answered]).toEqual([2, false]);
  await clock.advance(1);
  const { headers, body } = await second;
  expect([headers["x-real"], (await body.text()).length]).toEqual(["yes", 300_000]);
});

test("a fault after the request: the server has answered, and nobody hears it", async () => {
  const { url, requests } = await server();
  const { chaos } = setUp({ rules: [{ kind: "fault", rate: 1, when: "after" }] });
  const target = dispatcher(chaos);
  await expect(request(url, { dispatcher: target })).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(requests()).toBe(1);
  chaos.kill();
  expect(await (await request(url, { dispatcher: target })).body.text()).toBe("hello");
});

test("an abort ends an injected latency, and fails as undici fails it", async () => {
  const { url, requests } = await server();
  const { chaos, clock } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 1000 }] });
  const target = dispatcher(chaos);
  const controller = new AbortController();
  const sent = request(url, { dispatcher: target, signal: controller.signal });
  const fetched = undiciFetch(url, { dispatcher: target, signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(sent).rejects.toThrow("enough");
  await expect(fetched).rejects.toThrow("enough");
  chaos.kill();
  expect([requests(), clock.pendingTimers]).toEqual([0, 0]);
});

test("an answer that breaks off while it is held breaks off after that", async () => {
  let cut: () => void = () => undefined;
  const port = await httpServer((_request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("part");
    cut = () => response.destroy();
  });
  const { chaos, clock } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 1000, when: "after" }] });
  const sent = request(`http://127.0.0.1:${port}`, { dispatcher: dispatcher(chaos) });
  await until(() => clock.pendingTimers === 1);
  cut();
  await clock.advance(1000);
  await expect(sent.then(({ body }) => body.text())).rejects.toThrow();
});

test("what comes of a held answer is told afterwards, in order; a failure at once, and then no more", async () => {
  const { chaos, clock } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 10, when: "after" }] });
  const controller = { pause: () => undefined, resume: () => undefined, abort: () => undefined };
  type Told = Record<string, (...args: unknown[]) => void>;
  const run = async (script: (handler: Told) => void): Promise<{ told: string[]; handler: Told }> => {
    const told: string[] = [];
    const names = ["onRequestStart", "onResponseStart", "onResponseData", "onResponseEnd", "onResponseError"];
    const more = ["onResponseStarted", "onBodySent", "onRequestSent", "onRequestUpgrade"];
    const own = Object.fromEntries([...names, ...more].map((name) => [name, () => void told.push(name)]));
    let inner: Told = {};
    const dispatch = chaos.interceptor({ name: "x" })((_options: object, handler: object) => {
      inner = handler as Told;
      return true;
    });
    dispatch({ path: "/", method: "GET" }, own);
    await clock.advance(0);
    script(inner);
    return { told, handler: inner };
  };

  const whole = await run((handler) => {
    handler["onRequestStart"]?.(controller, {});
    handler["onBodySent"]?.();
    handler["onRequestSent"]?.();
    handler["onResponseStarted"]?.();
    handler["onResponseStart"]?.(controller, 103, {});
    handler["onResponseStart"]?.(controller, 200, {});
    handler["onResponseData"]?.(controller, "");
    handler["onResponseEnd"]?.(controller, {});
  });
  const sent = ["onRequestStart", "onBodySent", "onRequestSent", "onResponseStarted", "onResponseStart"];
  expect(whole.told).toEqual(sent);
  await clock.advance(10);
  expect(whole.told).toEqual([...sent, "onResponseStart", "onResponseData", "onResponseEnd"]);

  const broken = await run((handler) => {
    handler["onResponseStart"]?.(controller, 200, {});
    handler["onResponseError"]?.(controller, new Error("reset"));
    handler["onResponseError"]?.(controller, new Error("reset again"));
    handler["onResponseEnd"]?.(controller, {});
  });
  await clock.advance(10);
  expect(broken.told).toEqual(["onResponseError"]);

  const upgraded = await run((handler) => handler["onRequestUpgrade"]?.(controller, 101, {}, {}));
  expect(upgraded.told).toEqual(["onRequestUpgrade"]);
});

test("a request that cannot be dispatched fails as one", async () => {
  const { chaos } = setUp({ rules: [{ kind: "behavior", rate: 1, run: () => undefined }] });
  const broken = chaos.interceptor({ name: "x" })((): boolean => {
    throw new Error("no dispatcher");
  }) as (options: object, handler: object) => boolean;
  const failed = new Promise((resolve) => {
    broken(
      { path: "/", method: "GET" },
      { onResponseError: (_: unknown, error: Error) => resolve(error.message) },
    );
  });
  expect(await failed).toBe("no dispatcher");
});

test("requests that no rule touches are dispatched as they are, at once", () => {
  const { chaos } = setUp({ rules: [{ kind: "fault", rate: 1, target: { method: "POST" } }] });
  const seen: unknown[] = [];
  const dispatch = (options: object, handler: object): boolean => {
    seen.push(options, handler);
    return false;
  };
  const options = { origin: "http://x.test", path: "/", method: "GET" };
  const handler = {};
  const through = chaos.interceptor()(dispatch);
  expect(through.length).toBe(2);
  expect(through(options, handler)).toBe(false);
  chaos.kill();
  expect(through({ ...options, method: "POST" }, handler)).toBe(false);
  expect([seen[0], seen[1], seen.length]).toEqual([options, handler, 4]);
});

test("within the retry interceptor of undici, injected failures are retried as real ones", async () => {
  const { url, requests } = await server();
  const rules: ChaosRule[] = [
    { kind: "fault", rate: 1, limit: 1 },
    { kind: "outcome", rate: 1, limit: 1, result: httpResponse({ status: 503 }) },
    { kind: "fault", name: "lost", rate: 1, limit: 1, when: "after" },
  ];
  const { chaos, record } = setUp({ rules });
  const target = dispatcher(chaos).compose(interceptors.retry({ minTimeout: 1, maxTimeout: 1 }));
  const { statusCode, body } = await request(url, { dispatcher: target });
  expect([statusCode, await body.text(), requests()]).toEqual([200, "hello", 2]);
  expect(record.of("call").map(({ kind, when }) => `${kind} ${when}`)).toEqual([
    "fault before",
    "outcome before",
    "fault after",
  ]);
});

test("it works before the mocks of undici too", async () => {
  const mock = new MockAgent();
  mock.disableNetConnect();
  mock.get("http://x.test").intercept({ path: "/" }).reply(200, "mocked").times(2);
  const { chaos } = setUp({
    rules: [{ kind: "outcome", rate: 1, limit: 1, result: httpResponse({ status: 500 }) }],
  });
  const target = mock.compose(chaos.interceptor());
  expect((await request("http://x.test/", { dispatcher: target })).statusCode).toBe(500);
  expect(await (await request("http://x.test/", { dispatcher: target })).body.text()).toBe("mocked");
  await mock.close();
});
