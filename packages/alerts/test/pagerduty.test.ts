import { describe, expect, test } from "vitest";
import { keyOf } from "../src/labels.ts";
import { AlertsOptionsError, pagerDutySink } from "../src/index.ts";
import { pagerDutyEvent } from "../src/sinks/pagerduty.ts";
import { enormous, routingKey, sampleAlert, sampleNotification } from "./samples.ts";
import { serve } from "./server.ts";

const over = sampleAlert({ status: "resolved", endsAt: "2026-01-01T00:02:00.000Z", key: "b" });

describe("a PagerDuty event", () => {
  test("trigger", () => {
    const event = pagerDutyEvent(sampleNotification({ alerts: [sampleAlert(), over] }), "hub-1");
    const { status, summary, labels, startsAt } = sampleAlert();
    expect(event).toEqual({
      event_action: "trigger",
      dedup_key: keyOf("hub-1", "2".repeat(32)),
      payload: {
        summary,
        source: "hub-1",
        severity: "error",
        timestamp: startsAt,
        class: "WorkerFailed",
        group: "default",
        custom_details: {
          firing: 1,
          resolved: 1,
          groupLabels: { alertname: "WorkerFailed" },
          alerts: [
            { status, summary, labels, startsAt },
            { status: "resolved", summary, labels, startsAt },
          ],
        },
      },
    });
  });

  test("acknowledge and resolve carry the key and nothing else", () => {
    const dedup_key = keyOf("x", "2".repeat(32));
    expect(pagerDutyEvent(sampleNotification({ acknowledged: true }), "x")).toEqual({
      event_action: "acknowledge",
      dedup_key,
    });
    expect(pagerDutyEvent(sampleNotification({ status: "resolved", alerts: [over] }), "x")).toEqual({
      event_action: "resolve",
      dedup_key,
    });
  });

  test.each([
    ["critical", "critical"],
    ["high", "error"],
    ["medium", "warning"],
    ["low", "info"],
  ] as const)("severity %s is %s", (severity, theirs) => {
    expect(pagerDutyEvent(sampleNotification({ severity }), "x")).toMatchObject({
      payload: { severity: theirs },
    });
  });

  test("several alerts: the first, and how many more", () => {
    const alerts = [
      sampleAlert({ summary: "s".repeat(1024) }),
      sampleAlert({ key: "b" }),
      sampleAlert({ key: "c" }),
    ];
    const { payload } = pagerDutyEvent(sampleNotification({ alerts }), "x") as {
      payload: { summary: string };
    };
    expect(payload.summary).toHaveLength(1024);
    expect(payload.summary).toMatch(/^s+… \(and 2 more\)$/);
  });

  test("only muted alerts still fire: says so", () => {
    const event = pagerDutyEvent(sampleNotification({ alerts: [over] }), "x");
    expect(event).toMatchObject({
      event_action: "trigger",
      payload: {
        summary: "Alerts that are muted still fire",
        timestamp: "2026-01-01T00:00:30.000Z",
        class: "",
      },
    });
  });

  test.each([1, 20, 1000])("%d enormous alerts stay within the limits", (count) => {
    const event = pagerDutyEvent(enormous(count), "s".repeat(1000)) as {
      dedup_key: string;
      payload: { summary: string; custom_details: { firing: number; alerts: unknown[] } };
    };
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(512_000 - 1000);
    expect(event.dedup_key.length).toBeLessThanOrEqual(255);
    expect(event.payload.summary.length).toBeLessThanOrEqual(1024);
    expect(event.payload.custom_details.firing).toBe(count);
    expect(event.payload.custom_details.alerts.length).toBeGreaterThanOrEqual(Math.min(count, 5));
  });
});

test("the key goes into the body; a client URL is shown", async () => {
  const { url, received, close } = await serve({ status: 202 });
  const sink = pagerDutySink({
    routingKey,
    url: `${url}/v2/enqueue`,
    source: "hub-1",
    clientUrl: "https://hub.example",
  });
  await sink.send(sampleNotification(), new AbortController().signal);
  await close();
  expect(received[0]?.path).toBe("/v2/enqueue");
  expect(JSON.parse(received[0]?.text ?? "")).toMatchObject({
    routing_key: routingKey,
    event_action: "trigger",
    client: "Pigeon",
    client_url: "https://hub.example",
    payload: { source: "hub-1" },
  });
});

test("bad options: all at once, without the key", () => {
  const make = (): unknown =>
    pagerDutySink({ name: "", routingKey: "short-secret-key", url: "ftp://secret-host" });
  expect(make).toThrow(AlertsOptionsError);
  expect(make).toThrow(
    "Bad options of alerts:\n" +
      '  name: expected a string that is not empty, received "" (string)\n' +
      "  url: expected an http or https URL, received a value of type string\n" +
      "  routingKey: expected a key of 32 characters, received a value of type string",
  );
});
