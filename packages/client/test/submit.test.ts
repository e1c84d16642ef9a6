import { MAX_BODY_BYTES } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { HubError, HubUnreachableError, JobInputError } from "../src/index.ts";
import type { JobSpec } from "../src/index.ts";
import { problem } from "./test-hub.ts";
import { failureOf, useBench } from "./support.ts";

const bench = useBench();

test("a job is submitted and answered", async () => {
  const client = bench.make({ token: "secret" });
  expect(await client.submit({ type: "a", payload: { n: 1 } })).toEqual(bench.hub.jobs.get("job-1"));
  expect(bench.hub.seen).toEqual([
    {
      method: "POST",
      url: "/v1/jobs",
      authorization: "Bearer secret",
      body: { type: "a", payload: { n: 1 }, idempotencyKey: "key-1" },
    },
  ]);
  expect(bench.system.timers()).toBe(0);
});

test("a lost answer is asked for again and makes no second job", async () => {
  bench.hub.fault = (_seen, number) => (number <= 2 ? "work-then-break" : undefined);
  expect((await bench.client.submit({ type: "a" })).id).toBe("job-1");
  expect(bench.hub.seen).toHaveLength(3);
  expect(bench.hub.jobs.size).toBe(1);
  expect(bench.system.delays).toEqual([75, 150]);
});

test("the same holds for a batch, and for keys of the caller's own", async () => {
  bench.hub.fault = (_seen, number) => (number === 1 ? "work-then-break" : undefined);
  const jobs = await bench.client.submitBatch([{ type: "a" }, { type: "b", idempotencyKey: "mine" }]);
  expect(jobs).toEqual([
    { id: "job-1", state: "queued", created: false },
    { id: "job-2", state: "queued", created: false },
  ]);
  expect(bench.hub.seen[1]?.body).toEqual({
    jobs: [
      { type: "a", idempotencyKey: "key-1" },
      { type: "b", idempotencyKey: "mine" },
    ],
  });
  expect(bench.hub.seen[1]?.body).toEqual(bench.hub.seen[0]?.body);
});

test("idempotent: false sends no key and does not repeat what may have been done", async () => {
  bench.hub.fault = () => "work-then-break";
  for (const failure of [
    await failureOf(bench.client.submit({ type: "a" }, { idempotent: false })),
    await failureOf(
      bench.client.submitBatch([{ type: "a", idempotencyKey: "k" }, { type: "a" }], { idempotent: false }),
    ),
  ]) {
    expect(failure).toBeInstanceOf(HubUnreachableError);
    expect(failure).toMatchObject({ maybeReceived: true, retryable: true });
  }
  expect(bench.hub.seen).toHaveLength(2);
  expect(bench.hub.seen[0]?.body).toEqual({ type: "a" });
});

test("idempotent: false with a key of one's own is repeated", async () => {
  bench.hub.fault = (_seen, number) => (number === 1 ? "work-then-break" : undefined);
  await bench.client.submit({ type: "a", idempotencyKey: "mine" }, { idempotent: false });
  expect(bench.hub.jobs.size).toBe(1);
});

test("a refused connection is always safe to repeat", async () => {
  await bench.hub.down();
  const client = bench.make({
    retry: { onRetry: ({ attempt }) => void (attempt === 2 && void bench.hub.up()) },
  });
  expect((await client.submit({ type: "a" }, { idempotent: false })).id).toBe("job-1");
  expect(bench.system.delays.length).toBeGreaterThanOrEqual(2);
});

test.each([429, 503])("%i is repeated, after the time that Retry-After asks for", async (status) => {
  const busy = { ...problem(status, "Busy", ""), headers: { "retry-after": "7" } };
  bench.hub.fault = (_seen, number) => (number === 1 ? busy : undefined);
  await bench.client.submit({ type: "a" }, { idempotent: false });
  expect(bench.system.delays).toEqual([7000]);
});

test("a Retry-After date is kept too, up to 30 s", async () => {
  const at = (date: string) => ({ ...problem(503, "Busy", ""), headers: { "retry-after": date } });
  const answers = [at("Tue, 01 Jan 2030 00:00:09 GMT"), at("soon")];
  bench.hub.fault = (_seen, number) => answers[number - 1];
  await bench.client.submit({ type: "a" });
  expect(bench.system.delays).toEqual([9000, 150]);
});

test.each([500, 502, 504])("%i may have been done: repeated with a key only", async (status) => {
  bench.hub.fault = (_seen, number) => (number % 2 === 1 ? problem(status, "Broken", "") : undefined);
  await bench.client.submit({ type: "a" });
  expect(await failureOf(bench.client.submit({ type: "a" }, { idempotent: false }))).toMatchObject({
    status,
  });
  expect(bench.hub.seen).toHaveLength(3);
});

test("a refusal is told with every problem, once", async () => {
  const spec = { type: "a b", priority: 1000, extra: 1 } as JobSpec;
  const failure = await failureOf(bench.client.submit(spec));
  expect(failure).toBeInstanceOf(HubError);
  expect(failure).toMatchObject({ status: 400, retryable: false, problem: { title: "Bad request" } });
  const { message } = failure as Error;
  expect(message).toMatch(/^Bad request \(400\): the job is wrong\n {2}- type: expected only letters/);
  expect(message).toContain("\n  - priority: ");
  expect(message).toContain("\n  - extra: unknown field; remove it");
  expect(bench.hub.seen).toHaveLength(1);
});

test("retries end after maxRetries with the hub's last words", async () => {
  bench.hub.fault = () => problem(503, "Not ready", "starting");
  const client = bench.make({ retry: { maxRetries: 2, baseDelayMs: 10, maxDelayMs: 12 } });
  expect(await failureOf(client.submit({ type: "a" }))).toMatchObject({
    name: "HubError",
    status: 503,
    retryable: true,
    message: "Not ready (503): starting",
  });
  expect(bench.hub.seen).toHaveLength(3);
  expect(bench.system.delays.every((delay) => delay <= 12)).toBe(true);
  const failure = await failureOf(client.submit({ type: "a" }));
  expect("retryAfterMs" in (failure as HubError)).toBe(false);
});

test.each([[[]], [Array.from({ length: 1001 }, () => ({ type: "a" }))], [{ type: "a" }]])(
  "a batch that is none is refused before it is sent",
  async (specs) => {
    const failure = await failureOf(bench.client.submitBatch(specs as JobSpec[]));
    expect(failure).toBeInstanceOf(JobInputError);
    expect((failure as Error).message).toMatch(
      /^a batch has 1 to 1000 jobs, received (0 jobs|1001 jobs|object)$/,
    );
    expect(bench.hub.seen).toEqual([]);
  },
);

test("a batch over the largest body says what to do", async () => {
  const payload = "x".repeat(MAX_BODY_BYTES / 64);
  const failure = await failureOf(
    bench.client.submitBatch(Array.from({ length: 64 }, () => ({ type: "a", payload }))),
  );
  expect((failure as Error).message).toMatch(
    /^the batch has \d+ bytes, expected at most 16777216; submit it in parts$/,
  );
});

test("payloads that are no JSON are refused in words", async () => {
  expect(await failureOf(bench.client.submit({ type: "a", payload: 1n }))).toMatchObject({
    name: "JobInputError",
    message: expect.stringContaining("the job cannot be sent as JSON: ") as string,
  });
});

test("an abort ends the request, or the delay before the next", async () => {
  bench.hub.fault = () => "hang";
  const abort = new AbortController();
  const reason = new Error("enough");
  const submitted = failureOf(bench.client.submit({ type: "a" }, { signal: abort.signal }));
  while (bench.hub.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  abort.abort(reason);
  expect(await submitted).toBe(reason);
  expect(await failureOf(bench.client.submit({ type: "a" }, { signal: abort.signal }))).toBe(reason);
  expect(bench.hub.seen).toHaveLength(1);
});
