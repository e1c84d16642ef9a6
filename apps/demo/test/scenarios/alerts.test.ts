import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { cluster, until, type Scenario } from "../support/scenario.ts";
import { slackServer, type Slack } from "../support/slack.ts";

/** Soon, where people would wait for half a minute. */
const soon = (slack: Slack): Record<string, string> => ({
  PIGEON_ALERT_SLACK_WEBHOOK_URL: slack.url,
  PIGEON_ALERT_GROUP_WAIT_MS: "50ms",
  PIGEON_ALERT_GROUP_INTERVAL_MS: "300ms",
});

async function killed({ running }: Scenario, slack: Slack): Promise<void> {
  await running.workers.get("worker-1")?.kill();
  await until(() => slack.about("worker-1", "WorkerFailed").length > 0);
  const [message] = slack.about("worker-1", "WorkerFailed");
  expect(message?.text).toMatch(/WorkerFailed/);
  expect(message?.blocks[0]).toMatchObject({ type: "header" });
  expect(JSON.stringify(message?.blocks)).toContain("Worker worker-1 failed: ");
}

const resolved = (slack: Slack) => slack.about("worker-1", "WorkerFailed").filter(isResolve);
const isResolve = ({ text }: { readonly text: string }) => /resolved/i.test(text);

test("Slack hears of a killed worker, and of its return", { timeout: 60_000 }, async () => {
  const slack = await slackServer();
  const scenario = await cluster(2, soon(slack));
  await killed(scenario, slack);
  const { alerts, sinks } = await scenario.client.listAlerts();
  expect(alerts).toMatchObject([{ rule: "WorkerFailed", labels: { worker: "worker-1" } }]);
  expect(sinks.map(({ name, state }) => [name, state])).toEqual([
    ["log", "up"],
    ["slack", "up"],
  ]);
  expect(resolved(slack)).toEqual([]);
  await scenario.running.addWorker("worker-1");
  await until(() => resolved(slack).length > 0);
  expect((await scenario.client.listAlerts()).alerts).toEqual([]);
  expect(scenario.hubLog()).toContain("Alert firing: Worker worker-1 failed");
  expect(scenario.hubLog()).not.toContain("sEcReTpath");
});

test("Slack hears of a killed worker's end when the worker is forgotten", { timeout: 60_000 }, async () => {
  const slack = await slackServer();
  const scenario = await cluster(1, soon(slack));
  await killed(scenario, slack);
  await fetch(`${scenario.running.url}/v1/workers/worker-1`, { method: "DELETE" });
  await until(() => resolved(slack).length > 0);
});

test(
  "a hub that is killed after it told Slack tells the end when it is back, and remembers its errors",
  { timeout: 90_000 },
  async () => {
    const slack = await slackServer();
    const scenario = await cluster(2, soon(slack));
    await killed(scenario, slack);
    const before = await errorsOf(scenario);
    expect(before).toBeGreaterThan(0);
    // Counts of errors are saved every five seconds.
    await sleep(6_000);
    await scenario.running.hub.kill();
    await scenario.running.restartHub();
    const alerts = async () => (await scenario.client.listAlerts()).alerts.map(({ rule }) => rule);
    expect(await alerts()).toContain("WorkerFailed");
    expect(await errorsOf(scenario)).toBeGreaterThanOrEqual(before);
    const told = slack.about("worker-1", "WorkerFailed").length;
    await scenario.running.addWorker("worker-1");
    await until(() => resolved(slack).length > 0);
    // Told once before, and not again after the start.
    expect(slack.about("worker-1", "WorkerFailed").length - told).toBe(1);
  },
);

test("what was not told when the hub stopped is told after its next start", { timeout: 60_000 }, async () => {
  const slack = await slackServer();
  slack.answer = () => {};
  const scenario = await cluster(2, soon(slack));
  await scenario.running.workers.get("worker-1")?.kill();
  await until(() => slack.messages.length > 0);
  const stoppedAt = performance.now();
  await scenario.running.hub.stop(12_000);
  // Slack keeps the hub waiting for a second, and not for the ten that it takes to give up.
  expect(performance.now() - stoppedAt).toBeLessThan(5_000);
  slack.messages.length = 0;
  slack.answer = (response) => void response.end("ok");
  await scenario.running.restartHub();
  await until(() => slack.about("worker-1", "WorkerFailed").length > 0);
  await scenario.running.addWorker("worker-1");
  await until(() => resolved(slack).length > 0);
});

async function errorsOf({ running }: Scenario): Promise<number> {
  const response = await fetch(`${running.url}/v1/errors/summary?minutes=60`);
  return ((await response.json()) as { total: number }).total;
}
