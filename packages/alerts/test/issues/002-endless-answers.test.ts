import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createAlerts, webhookSink, type SilenceRequest } from "../../src/index.ts";
import { recordingSink } from "../../src/testing.ts";
import { sampleNotification } from "../samples.ts";

const servers: (() => void)[] = [];
afterEach(() => servers.splice(0).forEach((close) => close()));

/** Answers with this status, and with a body that never ends. Says how much of it was taken. */
async function endless(status: number): Promise<{ url: string; closed: Promise<number> }> {
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status);
    let written = 0;
    const more = (): void => {
      while (!response.destroyed && response.write("x".repeat(16_384))) written += 16_384;
    };
    response.on("drain", more).on("close", () => resolve(written));
    more();
  });
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, closed };
}

// It was read until the attempt's time was over: as much memory as the other side could send by then.
test("an answer that never ends is left after its begin, and its status counts", async () => {
  const accepted = await endless(200);
  const { signal } = new AbortController();
  await webhookSink({ url: accepted.url }).send(sampleNotification(), signal);
  expect(await accepted.closed).toBeLessThan(20_000_000);

  const refused = await endless(503);
  const sending = webhookSink({ url: refused.url }).send(sampleNotification(), signal);
  await expect(sending).rejects.toMatchObject({ name: "SinkError", status: 503, retryable: true });
  expect(await refused.closed).toBeLessThan(20_000_000);
});

// These were TypeErrors from within, or taken without a word.
test("silences and callbacks that are none are refused by name", () => {
  const alerts = createAlerts({ rules: [], sinks: [recordingSink("a")] });
  const none: unknown = undefined;
  expect(() => alerts.silence(none as SilenceRequest)).toThrow(/options: expected an object/);
  const odd: object = {
    matchers: [{ label: "alertname", is: "x" }],
    until: new Date(Date.now() + 60_000),
    comment: "c",
    author: "me",
    form: new Date(),
  };
  expect(() => alerts.silence(odd as SilenceRequest)).toThrow(
    /form: expected one of the options matchers, from/,
  );
  const message = "A callback must be a function, received undefined";
  expect(() => alerts.onAlert(none as () => void)).toThrow(new TypeError(message));
  expect(() => alerts.onSink(none as () => void)).toThrow(new TypeError(message));
});
