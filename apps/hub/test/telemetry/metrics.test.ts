import { request } from "node:http";
import { expect, test } from "vitest";
import type { Store } from "../../src/store/port.ts";
import { StoreError } from "../../src/store/port.ts";
import { Exposition } from "../../src/telemetry/metrics/exposition.ts";
import { storeMetrics } from "../../src/telemetry/metrics/store.ts";
import { oneLease, pullWorker, testHub } from "../hub-fixture.ts";
import { acceptAll, scriptedWorker, until } from "../worker-fixture.ts";
import { parseSamples, scrape } from "./scrape.ts";

const changed = (samples: ReadonlyMap<string, number>, start: string) =>
  Object.fromEntries([...samples].filter(([name, value]) => name.startsWith(start) && value !== 0));

test("a job's way is counted: submitted, leased, retried, succeeded", async () => {
  const hub = await testHub({}, { random: () => 0 });
  const worker = await pullWorker(hub);
  const job = await hub.submit({ type: "t", payload: 1 });
  await worker.fail(await oneLease(worker));
  await worker.succeed(await oneLease(worker));
  await hub.job(job.id, 5_000);
  const samples = await scrape(hub);
  expect(changed(samples, "pigeon_jobs")).toEqual({
    'pigeon_jobs_submitted_total{type="t"}': 1,
    'pigeon_jobs_finished_total{type="t",state="succeeded"}': 1,
    'pigeon_jobs{state="succeeded"}': 1,
  });
  expect(changed(samples, "pigeon_attempts")).toEqual({
    'pigeon_attempts_started_total{type="t"}': 2,
    'pigeon_attempts_ended_total{type="t",outcome="succeeded"}': 1,
    'pigeon_attempts_ended_total{type="t",outcome="failed"}': 1,
  });
  expect(samples.get('pigeon_job_retries_total{type="t"}')).toBe(1);
  expect(samples.get('pigeon_job_wait_seconds_count{type="t"}')).toBe(1);
  expect(samples.get('pigeon_job_duration_seconds_count{type="t"}')).toBe(1);
  expect(samples.get('pigeon_attempt_duration_seconds_count{type="t",outcome="failed"}')).toBe(1);
  expect(samples.get("pigeon_queue_age_seconds")).toBe(0);
});

test("dead letters, redrives and cancelled jobs are counted", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  const job = await hub.submit({ type: "t", payload: 1, maxAttempts: 1 });
  await worker.fail(await oneLease(worker));
  await until(
    () => hub.job(job.id),
    ({ state }) => state === "dead",
  );
  await hub.call("POST", `/v1/dead-letters/${job.id}/redrive`);
  const waiting = await scrape(hub);
  expect(waiting.get('pigeon_type_queue_depth{type="t"}')).toBe(1);
  expect(waiting.get('pigeon_type_queue_age_seconds{type="t"}')).toBeGreaterThanOrEqual(0);
  expect(waiting.get("pigeon_replica_leads")).toBe(1);
  await hub.call("POST", `/v1/jobs/${job.id}/cancel`);
  const samples = await scrape(hub);
  expect(samples.get('pigeon_type_queue_depth{type="t"}')).toBe(0);
  expect(changed(samples, "pigeon_jobs_")).toEqual({
    'pigeon_jobs_submitted_total{type="t"}': 1,
    'pigeon_jobs_finished_total{type="t",state="dead"}': 1,
    'pigeon_jobs_finished_total{type="t",state="cancelled"}': 1,
    'pigeon_jobs_redriven_total{type="t"}': 1,
  });
  expect(changed(samples, "pigeon_errors_total")).toEqual({
    'pigeon_errors_total{category="job",severity="medium"}': 1,
  });
});

test("a killed worker: failure, recovery, breaker calls and retries", async () => {
  const hub = await testHub();
  const dying = await scriptedWorker(hub, acceptAll);
  await dying.register("dying");
  const job = await hub.submit({ type: "t", payload: 1 });
  await until(
    () => dying.pushes().length,
    (pushes) => pushes === 1,
  );
  const heir = await pullWorker(hub, { id: "heir" });
  dying.healthy = false;
  await dying.kill();
  await heir.succeed(
    (
      await until(
        () => heir.lease(),
        (leases) => leases.length === 1,
      )
    )[0]!,
  );
  await hub.job(job.id, 5_000);
  const samples = await scrape(hub);
  expect(samples.get("pigeon_worker_failures_total")).toBe(1);
  expect(samples.get('pigeon_workers{status="unhealthy"}')).toBe(1);
  expect(samples.get('pigeon_workers{status="healthy"}')).toBe(1);
  expect(samples.get("pigeon_worker_slots")).toBe(1);
  expect(samples.get("pigeon_recovery_seconds_count")).toBe(1);
  expect(samples.get('pigeon_attempts_ended_total{type="t",outcome="lost"}')).toBe(1);
  expect(samples.get('pigeon_worker_calls_total{outcome="success"}')).toBe(1);
  expect(samples.get('pigeon_breakers{state="closed"}')).toBeGreaterThanOrEqual(1);
  expect(Object.keys(changed(samples, 'pigeon_errors_total{category="worker"'))).not.toEqual([]);
});

test("calls to a worker that answers nonsense open its breaker", async () => {
  const hub = await testHub({ breaker: { failureThreshold: 1 } });
  const broken = await scriptedWorker(hub, () => ({ status: 500, body: {} }));
  await broken.register("broken");
  await hub.submit({ type: "t", payload: 1 });
  const samples = await until(
    () => scrape(hub),
    (seen) => (seen.get('pigeon_breaker_transitions_total{to="open"}') ?? 0) > 0,
  );
  expect(samples.get('pigeon_worker_calls_total{outcome="failure"}')).toBeGreaterThan(0);
  const again = await until(
    () => scrape(hub),
    (seen) => Object.keys(changed(seen, "pigeon_worker_calls_given_up_total")).length > 0,
  );
  expect(again.get("pigeon_worker_call_duration_seconds_count")).toBeGreaterThan(0);
});

test("requests are counted by route, never by address, and those nobody answers, too", async () => {
  const hub = await testHub();
  await hub.call("GET", "/v1/jobs/no-such-job");
  await hub.call("GET", "/v1/jobs/another");
  await fetch(`${hub.url}/nowhere/at/all`);
  const waiting = request(`${hub.url}/v1/events`).on("error", () => {});
  waiting.end();
  await until(
    () => scrape(hub),
    (seen) => (seen.get("pigeon_http_requests_in_flight") ?? 0) > 1,
  );
  waiting.destroy();
  const samples = await until(
    () => scrape(hub),
    (seen) => seen.has('pigeon_http_requests_total{method="GET",route="/v1/events",status="aborted"}'),
  );
  expect(samples.get('pigeon_http_requests_total{method="GET",route="/v1/jobs/:id",status="4xx"}')).toBe(2);
  expect(samples.get('pigeon_http_requests_total{method="GET",route="none",status="4xx"}')).toBe(1);
  expect(samples.get('pigeon_http_request_duration_seconds_count{method="GET",route="/v1/jobs/:id"}')).toBe(
    2,
  );
  expect(
    samples.get('pigeon_http_request_duration_seconds_sum{method="GET",route="/v1/jobs/:id"}'),
  ).toBeGreaterThan(0);
  expect([...samples.keys()].filter((name) => /no-such-job|nowhere/.test(name))).toEqual([]);
});

test("a caller that sends too much is counted as refused", async () => {
  const hub = await testHub({ hub: { rateLimitPerSecond: 1 } });
  for (let n = 0; n < 30; n++) await hub.call("GET", "/v1/status");
  const samples = await until(
    () =>
      fetch(`${hub.url}/metrics`).then(async (answer) =>
        answer.ok ? parseSamples(await answer.text()) : undefined,
      ),
    (seen) => seen !== undefined,
  );
  expect(
    samples?.get('pigeon_http_requests_total{method="GET",route="/v1/status",status="4xx"}'),
  ).toBeGreaterThan(0);
});

test("heartbeats, alerts and sinks are there", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  for (let n = 0; n < 3; n++) await worker.beat([]);
  const samples = await scrape(hub);
  expect(samples.get("pigeon_worker_heartbeats_total")).toBe(3);
  expect(samples.get("pigeon_worker_heartbeat_gap_seconds_count")).toBe(2);
  expect(samples.get('pigeon_alert_sink_up{sink="log"}')).toBe(1);
  expect(samples.get('pigeon_alerts_firing{severity="critical"}')).toBe(0);
  expect(samples.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  expect([...samples.keys()].some((name) => name.startsWith("pigeon_build_info{version="))).toBe(true);
});

test("commits of a real file are measured, with how many requests share one", async () => {
  const hub = await testHub({ hub: { storeUrl: "sqlite::memory:" } });
  await Promise.all(Array.from({ length: 20 }, () => hub.submit({ type: "t", payload: 1 })));
  const samples = await scrape(hub);
  const commits = samples.get("pigeon_store_commit_size_count") ?? 0;
  expect(commits).toBeGreaterThan(0);
  expect(samples.get("pigeon_store_commit_size_sum")).toBeGreaterThanOrEqual(20);
  expect(samples.get("pigeon_store_commit_duration_seconds_count")).toBe(commits);
  expect(samples.get('pigeon_store_operation_duration_seconds_count{operation="enqueue"}')).toBe(20);
});

test("a store that fails is down, has no levels, and its refusals are counted", async () => {
  const exposition = new Exposition();
  const full = () => Promise.reject(new StoreError("full", "the disk is full"));
  const store = storeMetrics(exposition, { now: () => 0, monotonic: () => 0 }).watch({
    counts: full,
    oldestDue: full,
    enqueue: full,
    list: () => Promise.reject(new StoreError("bad-cursor", "no")),
    get: () => Promise.reject(new Error("odd")),
    nextRunAt: async () => 7,
  } as unknown as Store);
  await expect(store.enqueue([])).rejects.toThrow("the disk is full");
  await expect(store.get("x")).rejects.toThrow("odd");
  await expect(store.list({ limit: 1 })).rejects.toThrow("no");
  expect(await store.nextRunAt()).toBe(7);
  // Others put something around a store by copying it.
  expect(await { ...store }.nextRunAt()).toBe(7);
  const samples = parseSamples(await exposition.text());
  expect(samples.get("pigeon_store_up")).toBe(0);
  expect([...samples.keys()].filter((name) => /^pigeon_(jobs|queue_age)/.test(name))).toEqual([]);
  expect(changed(samples, "pigeon_store_errors_total")).toEqual({
    'pigeon_store_errors_total{code="full"}': 1,
    'pigeon_store_errors_total{code="other"}': 1,
  });
});

test("metrics need a token where there are tokens; any role will do", async () => {
  const hub = await testHub({
    hub: { authTokens: [{ name: "prometheus", role: "client", secret: "secret-of-prometheus" }] },
  });
  expect((await fetch(`${hub.url}/metrics`)).status).toBe(401);
  const samples = await scrape(hub, { authorization: "Bearer secret-of-prometheus" });
  expect(samples.get("pigeon_store_up")).toBe(1);
});

test("the answer is of the type that Prometheus expects", async () => {
  const hub = await testHub();
  const response = await fetch(`${hub.url}/metrics`);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  for (const line of text.split("\n")) expect(line).toMatch(/^(#.*|[a-z_]+(\{.*\})? [-+0-9.einfa]+|)$/i);
});

test("a hub without metrics says so, and works", async () => {
  const hub = await testHub({}, { metrics: false });
  const { status, body } = await hub.call("GET", "/metrics");
  expect({ status, detail: body.detail }).toEqual({
    status: 404,
    detail: "this hub was started without metrics",
  });
  expect((await hub.submit({ type: "t", payload: 1 })).state).toBe("queued");
});
