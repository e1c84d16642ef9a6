import { SpanKind, SpanStatusCode, context, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { traceAttempt } from "../src/tracing.ts";
import { fakeTracer } from "./fake-tracer.ts";
import { aLease } from "./test-hub.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("without an SDK the handler is called as it is, at once", () => {
  expect(traceAttempt(aLease("a", { traceparent: TRACEPARENT }), () => "value")).toBe("value");
});

test("an attempt is a span that continues the trace of its lease, and the handler runs within it", async () => {
  const seen = fakeTracer();
  const lease = aLease("a", { traceparent: TRACEPARENT, attempt: 2 });
  const active = await traceAttempt(lease, () => trace.getSpanContext(context.active())?.spanId);
  expect(seen).toMatchObject([
    {
      name: "run a",
      parent: "b7ad6b7169203331",
      options: { kind: SpanKind.CONSUMER },
      attributes: {
        "messaging.system": "pigeon",
        "messaging.operation.type": "process",
        "messaging.destination.name": "a",
        "messaging.message.id": lease.jobId,
        "pigeon.attempt.number": 2,
      },
      status: { code: SpanStatusCode.UNSET },
      ended: true,
    },
  ]);
  expect(active).toBe("0000000000000001");
});

test.each([undefined, "nonsense"])(
  "a lease with the traceparent %s begins a trace of its own",
  async (traceparent) => {
    const seen = fakeTracer();
    await traceAttempt(aLease("a", traceparent === undefined ? {} : { traceparent }), () => 1);
    expect(seen.map(({ parent }) => parent)).toEqual([undefined]);
  },
);

test.each([
  [new TypeError("no"), "TypeError", "no"],
  ["text", "Error", "text"],
])("what a handler throws fails its span, and is thrown on: %s", async (thrown, name, message) => {
  const seen = fakeTracer();
  const attempt = traceAttempt(aLease("a"), () => {
    throw thrown;
  });
  await expect(attempt).rejects.toBe(thrown);
  expect(seen).toMatchObject([
    { attributes: { "error.type": name }, status: { code: SpanStatusCode.ERROR, message }, ended: true },
  ]);
});
