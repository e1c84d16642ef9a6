import { afterEach, describe, expect, test } from "vitest";
import {
  alertmanagerSink,
  createAlerts,
  pagerDutySink,
  SinkError,
  slackSink,
  webhookSink,
  type Sink,
} from "../src/index.ts";
import { serve, type Answer, type Service } from "./server.ts";
import { routingKey, sampleNotification, secret } from "./samples.ts";
import { workerRule } from "./support.ts";

// What every sink that speaks HTTP must do, on the wire.
const sinks: Record<string, (url: string) => Sink> = {
  pagerduty: (url) => pagerDutySink({ routingKey, url: `${url}/v2/enqueue` }),
  slack: (url) => slackSink({ url: `${url}/services/T0/B0/hook-secret`, minIntervalMs: 0 }),
  webhook: (url) =>
    webhookSink({ url: `${url}/hook-secret`, secret, headers: { authorization: "Bearer hook-secret" } }),
  alertmanager: (url) => alertmanagerSink({ url, headers: { authorization: "Bearer hook-secret" } }),
};
const SECRETS = [routingKey, "hook-secret", secret, secret.slice(6)];

const open: Service[] = [];
afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

async function service(...script: readonly Answer[]): Promise<Service> {
  const started = await serve(...script);
  open.push(started);
  return started;
}

async function failure(work: Promise<void>): Promise<SinkError> {
  const error: unknown = await work.then(
    () => new Error("it was taken"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SinkError);
  return error as SinkError;
}

function expectNoSecret(error: unknown): void {
  const told = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack ?? ""}`;
  for (const one of SECRETS) expect(told).not.toContain(one);
}

describe.each(Object.entries(sinks))("%s on the wire", (name, make) => {
  const signal = new AbortController().signal;

  test.each([200, 202, 204])("%d: taken, with one POST of JSON", async (status) => {
    const { url, received } = await service({ status });
    await make(url).send(sampleNotification(), signal);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: "POST" });
    expect(received[0]?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(received[0]?.text ?? "")).toBeTypeOf("object");
  });

  test.each([
    [429, true],
    [408, true],
    [500, true],
    [501, true],
    [503, true],
    [400, false],
    [403, false],
    [404, false],
    [301, false],
  ])("%d: an error that says whether to retry: %s", async (status, retryable) => {
    const location = status === 301 ? { location: "/elsewhere" } : undefined;
    const { url, received } = await service({
      status,
      ...(location && { headers: location }),
      text: "why\nnot",
    });
    const error = await failure(make(url).send(sampleNotification(), signal));
    expect(error).toMatchObject({ name: "SinkError", sink: name, status, retryable });
    expect(error.message).toBe(`${name}: answered ${status}: why not`);
    expect(received).toHaveLength(1);
    expectNoSecret(error);
  });

  test("Retry-After in seconds and as a date", async () => {
    const date = "Thu, 01 Jan 2026 00:00:00 GMT";
    const { url } = await service(
      { status: 429, headers: { "retry-after": "30" } },
      { status: 503, headers: { date, "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" } },
      { status: 503, headers: { "retry-after": "soon" } },
    );
    const sink = make(url);
    const waits: unknown[] = [];
    for (let i = 0; i < 3; i += 1)
      waits.push((await failure(sink.send(sampleNotification(), signal))).retryAfterMs);
    expect(waits).toEqual([30_000, 7000, undefined]);
  });

  test("an answer that repeats secrets is not quoted with them", async () => {
    const { url, received } = await service({
      status: 400,
      text: `no: ${SECRETS.join(" ")} ${"x".repeat(5000)}`,
    });
    const error = await failure(make(url).send(sampleNotification(), signal));
    expect(error.message.length).toBeLessThan(300);
    // Only what this sink knows can be struck out.
    const known =
      { pagerduty: [routingKey], slack: [], webhook: [secret, "hook-secret"], alertmanager: ["hook-secret"] }[
        name
      ] ?? [];
    for (const one of known) expect(error.message).not.toContain(one);
    expect(received).toHaveLength(1);
  });

  test("a reset and a refused connection may pass; nothing of the URL is told", async () => {
    const { url } = await service("reset");
    const reset = await failure(make(url).send(sampleNotification(), signal));
    expect(reset).toMatchObject({ retryable: true, status: undefined });
    expect(reset.message).toMatch(/^\w+: no answer \((ECONNRESET|UND_ERR_SOCKET)\)$/);
    const refused = await failure(make("http://127.0.0.1:1").send(sampleNotification(), signal));
    expect(refused).toMatchObject({ retryable: true });
    for (const error of [reset, refused]) {
      expectNoSecret(error);
      expect(error.cause).toBeUndefined();
    }
  });

  test("a hanging service: the signal ends it", async () => {
    const { url, requests } = await service("hang");
    const controller = new AbortController();
    const sending = make(url).send(sampleNotification(), controller.signal);
    await requests(1);
    controller.abort(new Error("enough"));
    await expect(sending).rejects.toThrow("enough");
  });

  test("end to end: 500, a reset, 429 and a hang cost nothing but time", async () => {
    const { url, received } = await service(
      { status: 500 },
      "reset",
      { status: 429, headers: { "retry-after": "0" } },
      "hang",
      { status: 202 },
    );
    const errors: unknown[] = [];
    const alerts = createAlerts({
      rules: [workerRule],
      sinks: [make(url)],
      routes: [{ name: "all", sinks: [name], groupWaitMs: 0, groupIntervalMs: 0 }],
      delivery: { baseDelayMs: 1, attemptTimeoutMs: 300 },
      onError: (error) => errors.push(error),
    });
    alerts.observe({ type: "worker", workerId: "w", status: "unhealthy", reason: "silent" });
    expect(await alerts.flush(15_000)).toBe(true);
    expect(received).toHaveLength(5);
    expect(alerts.status().sinks).toMatchObject([{ name, state: "up", delivered: 1, failed: 0 }]);
    alerts.observe({ type: "worker", workerId: "w", status: "healthy" });
    await alerts.close(15_000);
    expect(received).toHaveLength(6);
    expect(errors).toEqual([]);
  });
});
