import { expect, test } from "vitest";
import { HubAnswerError } from "../src/index.ts";
import { failureOf, useBench } from "./support.ts";

const bench = useBench();
const at = "2030-01-01T00:00:00.000Z";
const sample = {
  at,
  queued: 1,
  leased: 2,
  dead: 0,
  queueAgeMs: 5,
  finishedPerSecond: 1.5,
  failedPerSecond: 0,
};
const setting = { variable: "PIGEON_HUB_PORT", path: "hub.port", value: "4040", source: "default" };
const entry = {
  at,
  who: "ops",
  action: "redrive",
  target: "1",
  outcome: "done",
  status: 200,
  requestId: "req-1",
};

test("load, settings and audit are read", async () => {
  bench.hub.extra = {
    "GET /v1/history": { status: 200, body: { intervalMs: 5000, samples: [sample] } },
    "GET /v1/settings": { status: 200, body: { env: "default", settings: [setting] } },
    "GET /v1/audit": { status: 200, body: { entries: [entry] } },
  };
  expect(await bench.client.history({ minutes: 5 })).toEqual({ intervalMs: 5000, samples: [sample] });
  expect(await bench.client.settings()).toEqual({ env: "default", settings: [setting] });
  expect(await bench.client.audit({ limit: 7 })).toEqual([entry]);
  await bench.client.history();
  await bench.client.audit();
  expect(bench.hub.seen.map(({ url }) => url)).toEqual([
    "/v1/history?minutes=5",
    "/v1/settings",
    "/v1/audit?limit=7",
    "/v1/history",
    "/v1/audit",
  ]);
});

test("an answer of another shape is refused", async () => {
  bench.hub.extra = { "GET /v1/audit": { status: 200, body: { entries: [{}] } } };
  expect(await failureOf(bench.client.audit())).toBeInstanceOf(HubAnswerError);
});

test("a redrive can bring another payload, null among them", async () => {
  const job = bench.hub.add({ state: "dead" });
  bench.hub.extra = {
    "POST /v1/dead-letters/job-1/redrive": { status: 200, body: { ...job, state: "queued" } },
  };
  await bench.client.redrive("job-1", { payload: { file: "b.png" } });
  await bench.client.redrive("job-1", { payload: null });
  await bench.client.redrive("job-1");
  expect(bench.hub.seen.map(({ body }) => body)).toEqual([
    { payload: { file: "b.png" } },
    { payload: null },
    undefined,
  ]);
});
