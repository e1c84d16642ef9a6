import { expect, test } from "vitest";
import { alertmanagerSink, logSink } from "../src/index.ts";
import { alertmanagerAlerts } from "../src/sinks/alertmanager.ts";
import { sampleAlert, sampleNotification } from "./samples.ts";
import { serve } from "./server.ts";

const signal = new AbortController().signal;

test("what fires ends by itself unless it is sent again; what is over ends when it ended", () => {
  const over = sampleAlert({ status: "resolved", endsAt: "2026-01-01T00:00:20.000Z" });
  const { labels, summary, startsAt, key } = sampleAlert();
  const alerts = alertmanagerAlerts(sampleNotification({ alerts: [sampleAlert(), over] }), 60_000);
  expect(alerts).toEqual([
    { labels, annotations: { summary, key }, startsAt, endsAt: "2026-01-01T00:04:30.000Z" },
    { labels, annotations: { summary, key }, startsAt, endsAt: "2026-01-01T00:00:20.000Z" },
  ]);
});

test("label names are made to fit, empty values left out", () => {
  const alert = sampleAlert({
    labels: { alertname: "A", "job-type": "x", "9lives": "y", "": "z", none: "" },
  });
  const [sent] = alertmanagerAlerts(sampleNotification({ alerts: [alert] }), 1000, "https://hub.example");
  expect(sent).toMatchObject({
    labels: { alertname: "A", job_type: "x", _9lives: "y", _: "z" },
    generatorURL: "https://hub.example",
  });
  expect(sent?.["labels"]).not.toHaveProperty("none");
});

test("many alerts come in several requests", async () => {
  const { url, received, close } = await serve({ status: 200 });
  const alerts = Array.from({ length: 1200 }, (_, i) => sampleAlert({ key: String(i) }));
  const sink = alertmanagerSink({ url: `${url}/base//`, headers: { authorization: "Bearer x" } });
  await sink.send(sampleNotification({ alerts }), signal);
  await close();
  expect(received.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => "/base/api/v2/alerts"));
  expect(received.map(({ text }) => (JSON.parse(text) as unknown[]).length)).toEqual([500, 500, 200]);
  expect(received[0]?.headers.authorization).toBe("Bearer x");
  expect(sink.refreshMs).toBe(60_000);
});

test("bad options", () => {
  expect(() => alertmanagerSink({ url: "", generatorUrl: "hub", refreshMs: 1 })).toThrow(
    "Bad options of alerts:\n" +
      "  url: expected an http or https URL, received a value of type string\n" +
      "  generatorUrl: expected an http or https URL, received a value of type string\n" +
      "  refreshMs: expected a number from 1000 to 86400000, received 1 (number)",
  );
});

test("the log sink: one line for each alert, at the level of its severity", async () => {
  const lines: string[] = [];
  const line =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push(`${level} ${message} ${JSON.stringify(fields).length > 50}`);
  const sink = logSink({ logger: { error: line("error"), warn: line("warn"), info: line("info") } });
  const alerts = (["critical", "high", "medium", "low"] as const).map((severity) =>
    sampleAlert({ severity, summary: severity }),
  );
  const over = sampleAlert({ status: "resolved", severity: "critical", summary: "over" });
  await sink.send(sampleNotification({ alerts: [...alerts, over] }), signal);
  expect(lines).toEqual([
    "error Alert firing: critical true",
    "error Alert firing: high true",
    "warn Alert firing: medium true",
    "info Alert firing: low true",
    "info Alert resolved: over true",
  ]);
  expect(logSink({ name: "own", logger: { error: line(""), warn: line(""), info: line("") } }).name).toBe(
    "own",
  );
});
