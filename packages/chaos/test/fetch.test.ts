import { expect, test } from "vitest";
import { httpResponse, networkError } from "../src/index.ts";
import { fetchCall } from "../src/http/request-call.ts";
import { httpServer, setUp } from "./support.ts";

async function hello(): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const port = await httpServer((request, response) => {
    requests += 1;
    response.end(`${request.method} ${request.url}`);
  });
  return { url: `http://127.0.0.1:${port}`, requests: () => requests };
}

test("a fault looks as fetch's own failures do", async () => {
  const { url, requests } = await hello();
  const { chaos } = setUp({ rules: [{ kind: "fault", rate: 1 }] });
  const fetch = chaos.fetch();
  await expect(fetch(url)).rejects.toMatchObject({
    name: "TypeError",
    message: "fetch failed",
    cause: { code: "ECONNRESET", syscall: "read", chaos: true },
  });
  chaos.setRules([{ kind: "fault", rate: 1, error: networkError("ENOTFOUND") }]);
  await expect(fetch(url)).rejects.toMatchObject({ cause: { code: "ENOTFOUND", syscall: "getaddrinfo" } });
  chaos.setRules([{ kind: "fault", rate: 1, error: () => new RangeError("own") }]);
  await expect(fetch(url)).rejects.toThrow(RangeError);
  expect(requests()).toBe(0);
});

test("an outcome is a Response, made anew for each request", async () => {
  const { url, requests } = await hello();
  const busy = httpResponse({ status: 503, headers: { "retry-after": "1" }, body: { error: "busy" } });
  const { chaos } = setUp({ rules: [{ kind: "outcome", rate: 1, result: busy }] });
  const fetch = chaos.fetch();
  for (let round = 0; round < 2; round += 1) {
    const response = await fetch(url);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({ error: "busy" });
  }
  expect(requests()).toBe(0);
});

test("bodies of made-up responses: text, JSON, none", async () => {
  const text = httpResponse({ status: 200, body: "hi" })();
  expect([await text.text(), text.headers.get("content-type")]).toEqual(["hi", "text/plain;charset=UTF-8"]);
  const json = httpResponse({
    status: 200,
    headers: { "content-type": "application/problem+json" },
    body: [1],
  })();
  expect([await json.text(), json.headers.get("content-type")]).toEqual(["[1]", "application/problem+json"]);
  const none = httpResponse({ status: 204 })();
  expect([none.status, await none.text(), none.headers.get("content-type")]).toEqual([204, "", null]);
});

test.each([
  [null, "null"],
  ["text", "string"],
])("an outcome of %j is no Response", async (result, kind) => {
  const { chaos } = setUp({ rules: [{ kind: "outcome", rate: 1, result: () => result }] });
  await expect(chaos.fetch()("http://127.0.0.1:1")).rejects.toThrow(
    `An outcome for an HTTP request must be a Response, received a value of kind ${kind}`,
  );
});

test("after the request: the server has done the work, and its answer is lost or another", async () => {
  const { url, requests } = await hello();
  const { chaos } = setUp({ rules: [{ kind: "fault", rate: 1, when: "after" }] });
  const bodies: (Response["body"] | undefined)[] = [];
  const fetch = chaos.fetch(async (input, init) => {
    const response = await globalThis.fetch(input, init);
    bodies.push(response.body);
    return response;
  });
  await expect(fetch(url)).rejects.toThrow("fetch failed");
  chaos.setRules([{ kind: "outcome", rate: 1, when: "after", result: httpResponse({ status: 502 }) }]);
  expect((await fetch(url)).status).toBe(502);
  expect(requests()).toBe(2);
  // Nobody can read them, so they are given up: a cancelled body is at its end.
  for (const body of bodies) expect(await body?.getReader().read()).toEqual({ done: true, value: undefined });
  chaos.setRules([{ kind: "behavior", rate: 1, when: "after", run: () => undefined }]);
  expect(await (await fetch(url)).text()).toBe("GET /");
});

test("targets by method and URL, in all the ways in which fetch takes them", async () => {
  const { url, requests } = await hello();
  const { chaos, record } = setUp({
    rules: [{ kind: "fault", rate: 1, target: { method: "POST", url: /\/jobs/ } }],
  });
  const fetch = chaos.fetch();
  expect(await (await fetch(`${url}/jobs`)).text()).toBe("GET /jobs");
  expect(await (await fetch(new URL("/other", url), { method: "POST" })).text()).toBe("POST /other");
  await expect(fetch(`${url}/jobs`, { method: "post" })).rejects.toThrow("fetch failed");
  await expect(fetch(new URL("/jobs", url), { method: "POST" })).rejects.toThrow("fetch failed");
  await expect(fetch(new Request(`${url}/jobs?x=1`, { method: "POST" }))).rejects.toThrow("fetch failed");
  expect(requests()).toBe(2);
  const { host } = new URL(url);
  expect(record.of("call")[2]?.call).toEqual({
    name: `POST ${host}`,
    number: 4,
    method: "POST",
    url: `${url}/jobs`,
  });
});

test("requests as calls: name, signal, and what is no URL", () => {
  const { signal } = new AbortController();
  expect(fetchCall(undefined, "http://x.test:81/a", undefined)).toEqual({
    name: "GET x.test:81",
    method: "GET",
    url: "http://x.test:81/a",
  });
  expect(fetchCall("api", "/relative", { method: "put", signal })).toEqual({
    name: "api",
    method: "PUT",
    url: "/relative",
    signal,
  });
  expect(fetchCall(undefined, "/relative", { signal: null })).toEqual({
    name: "GET unknown",
    method: "GET",
    url: "/relative",
  });
  const request = new Request("http://x.test/", { method: "DELETE", signal });
  expect(fetchCall(undefined, request, undefined)).toMatchObject({
    method: "DELETE",
    signal: request.signal,
  });
  expect(fetchCall(undefined, request, { method: "PATCH", signal })).toMatchObject({
    method: "PATCH",
    signal,
  });
  expect(fetchCall(undefined, new URL("http://x.test/"), { signal })).toMatchObject({
    name: "GET x.test",
    signal,
  });
});

test("a signal ends an injected latency", async () => {
  const { chaos } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 1000 }] });
  const controller = new AbortController();
  const done = chaos.fetch()("http://127.0.0.1:1", { signal: controller.signal });
  controller.abort();
  await expect(done).rejects.toMatchObject({ name: "AbortError" });
});

test("killed, or without a rule for it, a request goes its way", async () => {
  const { url } = await hello();
  const { chaos } = setUp({ rules: [{ kind: "fault", rate: 1, target: { name: "jobs" } }] });
  expect(await (await chaos.fetch()(`${url}/1`)).text()).toBe("GET /1");
  const named = chaos.fetch(globalThis.fetch, { name: "jobs" });
  await expect(named(url)).rejects.toThrow("fetch failed");
  chaos.kill();
  expect(await (await named(`${url}/2`)).text()).toBe("GET /2");
});

test("an unknown network error is refused when the rule is made", () => {
  expect(() => networkError("EWHAT" as never)).toThrow(
    'Unknown network error "EWHAT": there are ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENOTFOUND, EPIPE, ETIMEDOUT',
  );
  expect(String(networkError("ETIMEDOUT")())).toBe("Error: connect ETIMEDOUT");
});
