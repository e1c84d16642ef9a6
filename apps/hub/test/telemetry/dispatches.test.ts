import type { Span } from "@opentelemetry/api";
import { expect, test } from "vitest";
import type { LeasedJob } from "../../src/jobs/job.ts";
import { createTracing, MAX_DISPATCHES } from "../../src/telemetry/tracing/tracing.ts";
import { transition } from "../../src/jobs/transition.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

function leased(leaseId: string): LeasedJob {
  const queued = {
    state: "queued" as const,
    id: `job of ${leaseId}`,
    type: "t",
    priority: 0,
    labels: {},
    correlationId: null,
    traceparent: TRACEPARENT,
    createdAt: 0,
    runAt: 0,
    maxAttempts: 5,
    timeoutMs: 1_000,
    attempts: [],
    attemptFloor: 0,
  };
  const policy = { backoff: {}, poisonLimit: 3, random: () => 0 };
  return transition(queued, { type: "lease", leaseId, workerId: "w" }, 1, policy).job as LeasedJob;
}

test("leases whose end nobody tells of are forgotten, the oldest first, and their spans end", () => {
  let open = 0;
  const startSpan = (name: string): Span => {
    if (name.startsWith("dispatch")) open += 1;
    const span: Partial<Span> = {
      spanContext: () => ({ traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 }),
      setStatus: () => span as Span,
      end: () => {
        if (name.startsWith("dispatch")) open -= 1;
      },
    };
    return span as Span;
  };
  const tracing = createTracing({ startSpan }, { now: () => 2 });
  for (let number = 0; number < MAX_DISPATCHES + 2; number++)
    tracing.changed({ job: leased(String(number)), cause: "lease", delayed: false });
  expect(open).toBe(MAX_DISPATCHES);
  const known = [0, 1, 2].map((number) => tracing.traceparentOf(leased(String(number))) !== TRACEPARENT);
  expect(known).toEqual([false, false, true]);
  tracing.handedOver("2");
  tracing.handedOver("2");
  expect(open).toBe(MAX_DISPATCHES - 1);
});
