import { openApiDocument, PROBLEM_TYPE, type OpenApiDocument } from "@pigeon/protocol";
import fastify from "fastify";
import { expect, test } from "vitest";
import { EventLog } from "../../src/events/event-log.ts";
import { routes } from "../../src/http/routes.ts";
import { docsPage } from "../../src/http/docs-page.ts";
import { testHub } from "../hub-fixture.ts";

const document = openApiDocument({ version: "1.2.3" });
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
);

/** What the hub answers to, as the document writes it. */
function registered(): string[] {
  const server = fastify({ exposeHeadRoutes: false });
  const found: string[] = [];
  server.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat())
      if (each !== "HEAD") found.push(`${each.toLowerCase()} ${url.replaceAll(/:(\w+)/g, "{$1}")}`);
  });
  // Routes look at the hub when they are called, and only the events listen from the start.
  routes(server, { events: new EventLog(0) } as never, {} as never);
  return found;
}

test("every route is in the document, and nothing else", () => {
  expect(operations.map(({ name }) => name).sort()).toEqual(registered().sort());
});

test("the document is served to anyone, with the hub's version", async () => {
  const hub = await testHub({ hub: { authTokens: [{ name: "a", role: "admin", secret: "secret-of-a" }] } });
  const { status, type, body } = await hub.call<OpenApiDocument>("GET", "/openapi.json");
  expect({ status, type }).toEqual({ status: 200, type: "application/json; charset=utf-8" });
  expect(body).toEqual(openApiDocument({ version: body.info.version }));
  const { body: state } = await hub.call<{ version: string }>("GET", "/v1/status", undefined, {
    authorization: "Bearer secret-of-a",
  });
  expect(body.info.version).toBe(state.version);
});

test("what needs no token in the document needs none, and all else does", async () => {
  const hub = await testHub({ hub: { authTokens: [{ name: "a", role: "admin", secret: "secret-of-a" }] } });
  for (const { name, operation } of operations) {
    const [method = "", path = ""] = name.split(" ");
    const url = hub.url + path.replaceAll(/\{\w+\}/g, "x");
    const response = await fetch(url, { method: method.toUpperCase() });
    await response.body?.cancel();
    expect(response.status === 401, name).toBe(operation.security.length > 0);
  }
});

test("endpoints answer with the statuses that the document has for them", async () => {
  const hub = await testHub();
  for (const { name, operation } of operations.filter((each) => !each.name.endsWith("/v1/events"))) {
    const [method = "", path = ""] = name.split(" ");
    const url = path.replaceAll(/\{\w+\}/g, "x");
    for (const body of method === "post" ? ["{}", '{"nonsense":1}', "not json"] : [undefined]) {
      const response = await fetch(hub.url + url, {
        method: method.toUpperCase(),
        ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }),
      });
      const text = await response.text();
      // A body that nobody asked for is refused before there is an endpoint.
      if (body === "not json" && operation.requestBody === undefined) continue;
      const answer = operation.responses[response.status];
      expect(answer, `${name} ${body} answered ${response.status} ${text.slice(0, 200)}`).toBeDefined();
      if (response.status >= 400) expect(Object.keys(answer?.content ?? {})).toEqual([PROBLEM_TYPE]);
    }
  }
});

test("the page shows every endpoint and schema, runs nothing and loads nothing", async () => {
  const hub = await testHub();
  const response = await fetch(`${hub.url}/docs`);
  const page = await response.text();
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'unsafe-inline'",
  );
  for (const { operation } of operations) expect(page).toContain(`<details id="${operation.operationId}">`);
  for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, target = ""] of page.matchAll(/href="#([^"]*)"/g)) expect(ids, target).toContain(target);
  expect(page).not.toMatch(/<script|<img|<link|src=|url\(|@import|href="(?!#|openapi\.json")/);
});

test("what the document says is shown as text, never as markup", () => {
  const title = `<script>alert("1")</script> & more`;
  const page = docsPage({ ...document, info: { ...document.info, title } });
  expect(page).not.toContain("<script>");
  expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more");
});
