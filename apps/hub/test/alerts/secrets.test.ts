import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { oneLease, pullWorker, testHub } from "../hub-fixture.ts";

test("a sink that turns a message down is told of in the log and by the API, its address in neither", async () => {
  const lines: string[] = [];
  const note = (...parts: unknown[]) => void lines.push(JSON.stringify(parts));
  const slack = createServer((_request, response) => void response.writeHead(404).end("no_team"));
  await new Promise<void>((resolve) => slack.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void slack.close());
  const { port } = slack.address() as AddressInfo;
  const slackWebhookUrl = `http://127.0.0.1:${port}/services/T0/B0/sEcReTpath`;
  const hub = await testHub(
    { alerts: { slackWebhookUrl, groupWaitMs: 1, groupIntervalMs: 1 } },
    { logger: { fatal: note, error: note, warn: note, info: note } },
  );
  const worker = await pullWorker(hub);
  await hub.submit({ type: "t", maxAttempts: 1 });
  const message = `cannot reach ${slackWebhookUrl}`;
  await worker.fail(await oneLease(worker), { name: "Error", message });
  await vi.waitFor(() => expect(lines.join("\n")).toContain("turned a notification down"), 5_000);
  const said = [
    ...lines,
    JSON.stringify((await hub.call("GET", "/v1/alerts")).body),
    JSON.stringify((await hub.call("GET", "/v1/errors")).body),
  ].join("\n");
  expect(said).toContain("alerts: tell");
  expect(said).toContain("404");
  expect(said).not.toContain("sEcReTpath");
});
