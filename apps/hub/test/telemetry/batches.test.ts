import { SpanKind } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { Batches, type Batch } from "../../src/telemetry/tracing/otlp/batches.ts";
import type { EndedSpan } from "../../src/telemetry/tracing/otlp/span.ts";
import { readExport } from "./otlp.ts";

const span = (name: string): EndedSpan => ({
  context: { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 },
  parent: undefined,
  name,
  kind: SpanKind.INTERNAL,
  startMs: 1,
  endMs: 2,
  attributes: {},
  links: [],
  failure: undefined,
});

/** Batches whose timer and whose collector are in the hands of the test. */
function gathered() {
  const sent: string[][] = [];
  const warnings: string[] = [];
  const answers: (() => void)[] = [];
  const timers = new Set<() => void>();
  const batches = new Batches({
    delayMs: 5_000,
    batchSize: 2,
    queueSize: 4,
    source: { resource: { "service.name": "s" }, scope: { name: "n", version: "1" } },
    clock: {
      after: (_delayMs, callback) => {
        timers.add(callback);
        return () => void timers.delete(callback);
      },
    },
    send: ({ bytes, spans }: Batch) => {
      const [resource] = readExport(bytes).resourceSpans;
      const names = (resource?.scopeSpans[0]?.spans ?? []).map(({ name }) => name);
      expect(names).toHaveLength(spans);
      sent.push(names);
      return new Promise((resolve) => answers.push(resolve));
    },
    warn: (line) => warnings.push(line),
  });
  const add = (...names: string[]) => {
    for (const name of names) batches.add(span(name));
  };
  const answer = async () => {
    answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { batches, add, answer, sent, warnings, timers };
}

test("a full batch goes at once, one request at a time, and the rest by its timer", async () => {
  const { add, answer, sent, timers } = gathered();
  add("1", "2", "3", "4", "5");
  expect(sent).toEqual([["1", "2"]]);
  await answer();
  expect(sent).toEqual([
    ["1", "2"],
    ["3", "4"],
  ]);
  await answer();
  expect(timers.size).toBe(1);
  for (const timer of timers) timer();
  expect(sent[2]).toEqual(["5"]);
  expect(timers.size).toBe(0);
});

test("spans that find the queue full are dropped, and told of when there is room again", async () => {
  const { add, answer, sent, warnings } = gathered();
  add("1", "2", "3", "4", "5", "6", "lost", "lost too");
  expect(warnings).toEqual([]);
  await answer();
  add("7", "8");
  expect(warnings).toEqual(["2 spans were dropped, since 4 others waited for the collector"]);
  await answer();
  await answer();
  expect(sent.flat()).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
});

test("a flush ends when all is sent", async () => {
  const { batches, add, answer, sent } = gathered();
  add("1", "2", "3");
  let flushed = false;
  const flush = batches.flush().then(() => {
    flushed = true;
  });
  await answer();
  expect(flushed).toBe(false);
  await answer();
  await flush;
  expect(sent).toEqual([["1", "2"], ["3"]]);
});
