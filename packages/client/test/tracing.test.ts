import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { traceSubmit } from "../src/tracing.ts";
import { fakeTracer } from "./fake-tracer.ts";

const spec = { type: "a", payload: 1 };

test("without an SDK nothing is sent along", async () => {
  expect(await traceSubmit([spec], async (traceparent) => [traceparent])).toEqual([undefined]);
});

test("a submit is a span whose context is sent along", async () => {
  const seen = fakeTracer();
  const send = async (traceparent: string | undefined) => ({ id: "job-1", traceparent });
  const { traceparent } = await traceSubmit([{ ...spec, correlationId: "c" }], send, ({ id }) => id);
  expect(traceparent).toBe(`00-${"a".repeat(32)}-0000000000000001-01`);
  expect(seen).toMatchObject([
    {
      name: "send a",
      options: { kind: SpanKind.PRODUCER },
      attributes: {
        "messaging.system": "pigeon",
        "messaging.operation.type": "send",
        "messaging.destination.name": "a",
        "messaging.message.id": "job-1",
        "messaging.message.conversation_id": "c",
      },
      ended: true,
    },
  ]);
});

test("a batch tells how many jobs it has, and their type where it is one", async () => {
  const seen = fakeTracer();
  await traceSubmit([spec, spec], async () => 1);
  await traceSubmit([spec, { ...spec, type: "b" }], async () => 1);
  expect(seen.map(({ name, attributes }) => [name, attributes["messaging.batch.message_count"]])).toEqual([
    ["send a", 2],
    ["send jobs", 2],
  ]);
});

test("a submit that fails fails its span, and its error is the caller's", async () => {
  const seen = fakeTracer();
  const error = new RangeError("no");
  await expect(traceSubmit([spec], () => Promise.reject(error))).rejects.toBe(error);
  expect(seen).toMatchObject([
    {
      attributes: { "error.type": "RangeError" },
      status: { code: SpanStatusCode.ERROR, message: "no" },
      ended: true,
    },
  ]);
});
