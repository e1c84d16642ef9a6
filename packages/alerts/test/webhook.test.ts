import { createHmac, timingSafeEqual } from "node:crypto";
import { describe, expect, test } from "vitest";
import { AlertsOptionsError, webhookSink } from "../src/index.ts";
import { sign } from "../src/sinks/webhook.ts";
import { sampleAlert, sampleNotification, secret } from "./samples.ts";
import { serve, type Received } from "./server.ts";

const other = `whsec_${Buffer.alloc(24, 9).toString("base64")}`;
const signal = new AbortController().signal;

/** As a receiver of Standard Webhooks verifies: any signature of version 1 may fit. */
function verify({ headers, text }: Received, key: string): boolean {
  const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${text}`;
  const expected = createHmac("sha256", Buffer.from(key.slice(6), "base64"))
    .update(content)
    .digest();
  return String(headers["webhook-signature"])
    .split(" ")
    .map((one) => one.split(","))
    .some(([version, signature = ""]) => {
      const bytes = Buffer.from(signature, "base64");
      return version === "v1" && bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
}

describe("a webhook", () => {
  test("is signed in the form of Standard Webhooks, in each attempt anew", async () => {
    const { url, received, close } = await serve({ status: 204 });
    let wallTime = Date.parse("2026-01-01T00:00:00.999Z");
    const sink = webhookSink({ url, secret, wallTime: () => wallTime });
    await sink.send(sampleNotification(), signal);
    wallTime += 5000;
    await sink.send(sampleNotification(), signal);
    await close();
    const ids = received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual(["1".repeat(32), "1".repeat(32)]);
    expect(received.map(({ headers }) => headers["webhook-timestamp"])).toEqual(["1767225600", "1767225605"]);
    expect(received.map((one) => verify(one, secret))).toEqual([true, true]);
    expect(received.map((one) => verify(one, other))).toEqual([false, false]);
  });

  test("the known answer of the standard's own libraries", () => {
    const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const signed = sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", '{"test": 2432232314}');
    expect(signed).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("several secrets sign while one is being changed", async () => {
    const { url, received, close } = await serve({ status: 200 });
    await webhookSink({ url, secret: [secret, other] }).send(sampleNotification(), signal);
    await close();
    const [one] = received;
    expect(String(one?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    expect(one && verify(one, secret) && verify(one, other)).toBe(true);
  });

  test("without a secret nothing is signed; headers of one's own are sent", async () => {
    const { url, received, close } = await serve({ status: 200 });
    await webhookSink({ url, headers: { "x-own": "1" } }).send(sampleNotification(), signal);
    await close();
    expect(received[0]?.headers).toMatchObject({ "x-own": "1", "webhook-id": "1".repeat(32) });
    expect(received[0]?.headers).not.toHaveProperty("webhook-signature");
  });

  test("the body: type, timestamp, data", async () => {
    const { url, received, close } = await serve({ status: 200 });
    await webhookSink({ url }).send(sampleNotification({ status: "resolved" }), signal);
    await close();
    const { id: _id, at, alerts, ...rest } = sampleNotification({ status: "resolved" });
    expect(JSON.parse(received[0]?.text ?? "")).toEqual({
      type: "alert.resolved",
      timestamp: at,
      data: { ...rest, alerts, page: 1, pages: 1 },
    });
  });

  test("many alerts come in pages, each with an id that stays the same", async () => {
    const { url, received, close } = await serve({ status: 200 });
    const alerts = Array.from({ length: 5 }, (_, i) => sampleAlert({ key: String(i) }));
    await webhookSink({ url, pageSize: 2, secret }).send(sampleNotification({ alerts }), signal);
    await close();
    const id = "1".repeat(32);
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual([id, `${id}-2`, `${id}-3`]);
    const bodies = received.map(
      ({ text }) =>
        (JSON.parse(text) as { data: { alerts: { key: string }[]; page: number; pages: number } }).data,
    );
    expect(bodies.map(({ page, pages }) => `${page}/${pages}`)).toEqual(["1/3", "2/3", "3/3"]);
    expect(bodies.flatMap((body) => body.alerts.map(({ key }) => key))).toEqual(["0", "1", "2", "3", "4"]);
    expect(received.every((one) => verify(one, secret))).toBe(true);
  });
});

test("bad options: all at once, without what is secret", () => {
  const short = `whsec_${Buffer.alloc(23).toString("base64")}`;
  const long = `whsec_${Buffer.alloc(65).toString("base64")}`;
  const make = (): unknown =>
    webhookSink({ url: "https://user:password@host", secret: [short, long, "plain-secret"], pageSize: 0 });
  expect(make).toThrow(AlertsOptionsError);
  expect(make).toThrow(
    "Bad options of alerts:\n" +
      "  url: expected a URL without user and password, received a value of type string\n" +
      "  pageSize: expected a whole number from 1 to 1000, received 0 (number)\n" +
      "  secret: expected whsec_ and 24 to 64 bytes in base64, received a value of type string\n" +
      "  secret: expected whsec_ and 24 to 64 bytes in base64, received a value of type string\n" +
      "  secret: expected whsec_ and 24 to 64 bytes in base64, received a value of type string",
  );
});
