import { expect, test } from "vitest";
import { HubAnswerError, HubError } from "../src/index.ts";
import { problem } from "./test-hub.ts";
import { failureOf, useBench } from "./support.ts";

const bench = useBench();
const at = "2030-01-01T00:00:00.000Z";
const none = { infrastructure: 0, worker: 0, job: 0, network: 0 };
const breaker = { name: "w 1", state: "closed", consecutiveFailures: 0, retryAfterMs: 0 };
const error = {
  id: "e1",
  at,
  category: "network",
  severity: "high",
  kind: "timeout",
  name: "Error",
  message: "too late",
  subject: "http://a",
  fingerprint: "f1",
  context: {},
};
const summary = {
  since: at,
  until: at,
  total: 0,
  byCategory: none,
  bySeverity: { critical: 0, high: 0, medium: 0, low: 0 },
  ratePerMinute: 0,
  topErrors: [],
  impact: { errors: 0, totalMs: 0, meanMs: 0 },
};
const trends = { since: at, until: at, buckets: [], direction: "steady" };
const groups = { groups: [], examined: 0, complete: true };
const caller = { name: "ops", role: "admin", tokens: true };

const asked = (): string[] => bench.hub.seen.map(({ method, url }) => `${method} ${url}`);

test("breakers: list, reset, isolate", async () => {
  bench.hub.extra = {
    "GET /v1/breakers": { status: 200, body: { breakers: [breaker] } },
    "POST /v1/breakers/w%201/reset": { status: 200, body: breaker },
    "POST /v1/breakers/w%201/isolate": { status: 200, body: { ...breaker, state: "isolated" } },
  };
  expect(await bench.client.listBreakers()).toEqual([breaker]);
  expect(await bench.client.resetBreaker("w 1")).toEqual(breaker);
  expect((await bench.client.isolateBreaker("w 1")).state).toBe("isolated");
});

test("a change of a breaker whose answer is lost is asked for again; one that does not exist is not", async () => {
  bench.hub.extra = { "POST /v1/breakers/w/reset": { status: 200, body: breaker } };
  bench.hub.fault = (_seen, number) => (number === 1 ? "work-then-break" : undefined);
  expect(await bench.client.resetBreaker("w")).toEqual(breaker);
  bench.hub.extra = {
    "POST /v1/breakers/x/isolate": { status: 404, body: problem(404, "Not Found", "no breaker x").body },
  };
  expect(await failureOf(bench.client.isolateBreaker("x"))).toMatchObject({ status: 404 });
  expect(await failureOf(bench.client.isolateBreaker("x"))).toBeInstanceOf(HubError);
});

test("errors: latest, summary, trends, of one request", async () => {
  bench.hub.extra = {
    "GET /v1/errors": { status: 200, body: { errors: [error] } },
    "GET /v1/errors/summary": { status: 200, body: summary },
    "GET /v1/errors/trends": { status: 200, body: trends },
    "GET /v1/errors/correlated/a%2Fb": { status: 200, body: { errors: [error] } },
  };
  expect(await bench.client.listErrors({ category: "network", limit: 5 })).toEqual([error]);
  expect(await bench.client.listErrors()).toEqual([error]);
  expect(await bench.client.errorSummary({ minutes: 5 })).toEqual(summary);
  expect(await bench.client.errorTrends({ hours: 2 })).toEqual(trends);
  expect(await bench.client.correlatedErrors("a/b")).toEqual([error]);
  expect(asked()).toEqual([
    "GET /v1/errors?category=network&limit=5",
    "GET /v1/errors",
    "GET /v1/errors/summary?minutes=5",
    "GET /v1/errors/trends?hours=2",
    "GET /v1/errors/correlated/a%2Fb",
  ]);
});

test("groups of dead letters, and whose token it is", async () => {
  bench.hub.extra = {
    "GET /v1/dead-letters/groups": { status: 200, body: groups },
    "GET /v1/whoami": { status: 200, body: caller },
  };
  expect(await bench.client.deadLetterGroups({ type: "a" })).toEqual(groups);
  expect(await bench.client.whoami()).toEqual(caller);
  expect(asked()[0]).toBe("GET /v1/dead-letters/groups?type=a");
});

test("jobs by label and text, dead letters by fingerprint", async () => {
  const page = { status: 200, body: { jobs: [], nextCursor: null } };
  bench.hub.extra = { "GET /v1/dead-letters": page, "GET /v1/jobs": page };
  await bench.client.listJobs({ label: "a=b", text: "x y" });
  await bench.client.listDeadLetters({ fingerprint: "f", label: "a", text: "z" });
  expect(asked()).toEqual([
    "GET /v1/jobs?label=a%3Db&text=x+y",
    "GET /v1/dead-letters?label=a&text=z&fingerprint=f",
  ]);
});

test("an answer of another shape is no answer of a hub", async () => {
  bench.hub.extra = { "GET /v1/breakers": { status: 200, body: { pages: [] } } };
  expect(await failureOf(bench.client.listBreakers())).toBeInstanceOf(HubAnswerError);
});
