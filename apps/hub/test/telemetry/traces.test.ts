import { trace } from "@opentelemetry/api";
import { createClient } from "@pigeon/client";
import { readTraceparent } from "@pigeon/protocol";
import { PermanentError } from "@pigeon/worker";
import { expect, onTestFinished, test, vi } from "vitest";
import { startTracing } from "../../src/telemetry/tracing/start.ts";
import { run } from "../command-fixture.ts";
import { oneLease, pullWorker, testHub } from "../hub-fixture.ts";
import { realWorker, until } from "../worker-fixture.ts";
import { collector, type ReceivedSpan } from "./collector.ts";
import { embedded, traced } from "./traced.ts";

const one = (spans: readonly ReceivedSpan[]): ReceivedSpan => {
  expect(spans.map(({ name }) => name)).toHaveLength(1);
  return spans[0] as ReceivedSpan;
};

test.each([
  ["the hub's own way to a collector", traced, "pigeon-hub"],
  ["the SDK of the hub's process", embedded, "app"],
])("by %s one trace goes from the client through hub and worker and back", async (_way, start, service) => {
  const { hub, collected, flush } = await start();
  let inHandler = "";
  await realWorker(hub, {
    resize: () => {
      inHandler = trace.getActiveSpan()?.spanContext().spanId ?? "none";
      trace.getTracer("app").startActiveSpan("app work", (span) => span.end());
      return "done";
    },
  });
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  const submitted = await client.submit({ type: "resize", payload: 1, correlationId: "order-7" });
  await client.waitForJob(submitted.id);
  await flush();
  const [send, submit, queue, dispatch, run, settle, work] = [
    "send resize",
    "submit resize",
    "queue resize",
    "dispatch resize",
    "run resize",
    "settle resize",
    "app work",
  ].map((name) => one(collected.named(name))) as [ReceivedSpan, ...ReceivedSpan[]] &
    Record<number, ReceivedSpan>;
  const parents = [send, submit, queue, dispatch, run, settle, work].map((span) => span?.parentSpanId);
  expect(parents).toEqual([
    undefined,
    send.spanId,
    submit?.spanId,
    submit?.spanId,
    dispatch?.spanId,
    dispatch?.spanId,
    run?.spanId,
  ]);
  expect(new Set(collected.spans.map(({ traceId }) => traceId))).toEqual(new Set([send.traceId]));
  expect(inHandler).toBe(run?.spanId);
  expect(queue?.startMs).toBeLessThanOrEqual(dispatch?.startMs ?? 0);
  expect(dispatch?.startMs).toBeLessThanOrEqual(settle?.startMs ?? 0);
  for (const span of collected.spans) {
    expect(span.endMs, span.name).toBeGreaterThanOrEqual(span.startMs);
    expect(span.failed, span.name).toBe(false);
    expect(span.service).toBe(span.scope === "@pigeon/hub" ? service : "app");
  }
  for (const span of [send, queue, dispatch, run, settle])
    expect(span?.attributes).toMatchObject({
      "messaging.system": "pigeon",
      "messaging.destination.name": "resize",
      "messaging.message.id": submitted.id,
    });
  expect([send, queue, settle].map((span) => span?.attributes["messaging.message.conversation_id"])).toEqual(
    Array.from({ length: 3 }, () => "order-7"),
  );
  expect(settle?.attributes).toMatchObject({
    "pigeon.attempt.outcome": "succeeded",
    "pigeon.job.state": "succeeded",
  });
  expect([send, submit, dispatch, run].map((span) => span?.kind)).toEqual([4, 2, 4, 5]);
});

test.each([
  ["the hub's own way to a collector", traced],
  ["the SDK of the hub's process", embedded],
])(
  "by %s every attempt has its spans, linked to the one before, and failures say so",
  async (_way, start) => {
    const { hub, collected, flush } = await start();
    let tries = 0;
    await realWorker(hub, {
      flaky: () => {
        tries += 1;
        if (tries === 1) throw new TypeError("not yet");
        if (tries === 2) throw new PermanentError("never");
      },
    });
    const client = createClient({ hub: hub.url });
    onTestFinished(() => client.close());
    const { id } = await client.submit({ type: "flaky", payload: 1 });
    expect((await client.waitForJob(id)).state).toBe("dead");
    await flush();
    const byAttempt = (name: string) =>
      collected
        .named(`${name} flaky`)
        .toSorted(
          (a, b) =>
            Number(a.attributes["pigeon.attempt.number"]) - Number(b.attributes["pigeon.attempt.number"]),
        );
    const [first, second] = byAttempt("dispatch");
    expect(first?.links).toEqual([]);
    expect(second?.links).toEqual([first?.spanId]);
    expect(collected.named("queue flaky")).toHaveLength(2);
    expect(byAttempt("run").map(({ failed, attributes }) => [failed, attributes["error.type"]])).toEqual([
      [true, "TypeError"],
      [true, "PermanentError"],
    ]);
    expect(
      byAttempt("settle").map(({ failed, attributes, parentSpanId }) => [
        failed,
        attributes["pigeon.job.state"],
        parentSpanId,
      ]),
    ).toEqual([
      [true, "queued", first?.spanId],
      [true, "dead", second?.spanId],
    ]);
  },
);

test("jobs of one batch share the trace of their submit", async () => {
  const { hub, collected, flush } = await traced();
  await realWorker(hub, { a: () => 1, b: () => 2 });
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  const jobs = await client.submitBatch([
    { type: "a", payload: 1 },
    { type: "b", payload: 1 },
  ]);
  for (const { id } of jobs) await client.waitForJob(id);
  await flush();
  const submit = one(collected.named("submit jobs"));
  expect(submit.attributes["messaging.batch.message_count"]).toBe(2);
  expect(
    [...collected.named("dispatch a"), ...collected.named("dispatch b")].map(
      ({ parentSpanId }) => parentSpanId,
    ),
  ).toEqual([submit.spanId, submit.spanId]);
  expect(one(collected.named("send jobs")).attributes["messaging.batch.message_count"]).toBe(2);
});

test("a trace that its submitter does not record is carried on and not recorded", async () => {
  const { hub, collected, flush } = await traced();
  const worker = await pullWorker(hub);
  const trace = "0af7651916cd43dd8448eb211c80319c";
  await hub.call(
    "POST",
    "/v1/jobs",
    { type: "t", payload: 1 },
    { traceparent: `00-${trace}-b7ad6b7169203331-00` },
  );
  const lease = await oneLease(worker);
  expect(lease.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
  await worker.succeed(lease);
  await flush();
  expect(collected.spans).toEqual([]);
});

test("a lease that never reached its worker, and one of before a restart, end well", async () => {
  const { hub, collected, flush } = await traced();
  const worker = await pullWorker(hub);
  const job = await hub.submit({ type: "t", payload: 1 });
  await oneLease(worker);
  // Registering again gives the lease back.
  const heir = await pullWorker(hub, { id: worker.id });
  await heir.succeed(await oneLease(heir));
  await until(
    () => hub.job(job.id),
    ({ state }) => state === "succeeded",
  );
  await flush();
  const outcomes = collected.named("settle t").map(({ attributes }) => attributes["pigeon.attempt.outcome"]);
  expect(new Set(outcomes)).toEqual(new Set(["lost", "succeeded"]));
});

test("a trace that begins here and is not recorded is not stored, and the worker knows", async () => {
  const { hub, collected, flush } = await traced({ OTEL_TRACES_SAMPLER: "parentbased_always_off" });
  const worker = await pullWorker(hub);
  const { id } = await hub.submit({ type: "t", payload: 1 });
  const lease = await oneLease(worker);
  const [traceId, spanId] = [id.replaceAll("-", ""), lease.leaseId.replaceAll("-", "").slice(-16)];
  expect(lease.traceparent).toBe(`00-${traceId}-${spanId}-00`);
  expect(readTraceparent(lease.traceparent)).toEqual({ traceId, spanId, traceFlags: 0 });
  await worker.succeed(lease);
  await flush();
  expect(collected.spans).toEqual([]);
});

test("of many jobs a bounded number is recorded, but all whose submitter records them", async () => {
  const { hub, collected, flush } = await traced();
  const submit = (size: number, headers = {}) => {
    const jobs = Array.from({ length: size }, () => ({ type: `of${size}`, payload: 1 }));
    return hub.call("POST", "/v1/jobs/batch", { jobs }, headers);
  };
  await submit(1_000);
  await submit(2);
  await submit(3, { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
  await flush();
  expect(collected.spans.map(({ name }) => name)).toEqual(["submit of1000", "submit of3"]);
});

test("a collector that is away is told of, and disturbs nobody", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
  vi.stubEnv("OTEL_EXPORTER_OTLP_TIMEOUT", "200");
  const warnings: string[] = [];
  const tracing = await startTracing(process.env, (line) => warnings.push(line));
  const hub = await testHub({}, { ...(tracing && { tracerProvider: tracing.provider }) });
  expect((await hub.submit({ type: "t", payload: 1 })).state).toBe("queued");
  await tracing?.stop();
  expect(warnings.join("\n")).toMatch(/^traces: /);
});

test("without an SDK a lease carries what the client sent", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await hub.call("POST", "/v1/jobs", { type: "t", payload: 1 }, { traceparent });
  expect((await oneLease(worker)).traceparent).toBe(traceparent);
});

test("what is logged of a dead letter names its trace and its correlation id", async () => {
  const lines: unknown[] = [];
  const log = (fields: unknown) => void lines.push(fields);
  const logger = { fatal: log, error: log, warn: log, info: log };
  const hub = await testHub({}, { logger });
  const worker = await pullWorker(hub);
  const headers = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  await hub.call(
    "POST",
    "/v1/jobs",
    { type: "t", payload: 1, maxAttempts: 1, correlationId: "order-7" },
    headers,
  );
  await worker.fail(await oneLease(worker));
  await until(
    () => JSON.stringify(lines),
    (text) => text.includes("order-7"),
  );
  expect(JSON.stringify(lines)).toContain(
    '"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331"',
  );
});

test("the hub's command sends its spans before it ends", async () => {
  const collected = await collector();
  const { code, errors } = await run(
    { OTEL_EXPORTER_OTLP_ENDPOINT: collected.url, OTEL_SERVICE_NAME: "my-hub" },
    (kill, url) => {
      const body = JSON.stringify({ type: "t", payload: 1 });
      const headers = { "content-type": "application/json" };
      void fetch(`${url}/v1/jobs`, { method: "POST", headers, body }).then(() => kill("SIGTERM"));
    },
  );
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(collected.spans.map(({ name, service, scope }) => ({ name, service, scope }))).toEqual([
    { name: "submit t", service: "my-hub", scope: "@pigeon/hub" },
  ]);
});

test.each(["01", "03", "0b", "ff"])("a trace with the flags %s is recorded", async (flags) => {
  const { hub, collected, flush } = await traced();
  const worker = await pullWorker(hub);
  const headers = { traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}` };
  await hub.call("POST", "/v1/jobs", { type: "t", payload: 1 }, headers);
  await worker.succeed(await oneLease(worker));
  await flush();
  expect(collected.spans.map(({ name }) => name)).toContain("settle t");
});

test("a collector that is away does not keep the hub's command from its end", async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" };
  const { code, errors, out } = await run(env, (kill, url) => {
    const headers = { "content-type": "application/json" };
    const sent = fetch(`${url}/v1/jobs`, { method: "POST", headers, body: '{"type":"t","payload":1}' });
    void sent.then(() => kill("SIGTERM"));
  });
  expect(code).toBe(0);
  expect(out).toContain("stopped");
  expect(errors).toBe("pigeon-hub: traces: the last spans were not sent within 2000 ms\n");
});
