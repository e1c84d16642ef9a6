import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import {
  cluster,
  expectFirstAttempts,
  expectRight,
  finished,
  holder,
  submit,
  until,
  type Scenario,
} from "../support/scenario.ts";
import { mountSmallDisk } from "../support/small-disk.ts";
import { injectIntoSyncs } from "../support/strace.ts";

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: { id?: string; title?: string; detail?: string };
}

/** By plain HTTP, since the client would try again by itself. */
async function post(url: string, n: number, text = ""): Promise<Answer> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "work", payload: { n, ms: 1, text } }),
  });
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    body: (await response.json()) as Answer["body"],
  };
}

const idsOf = (answers: readonly Answer[]): string[] =>
  answers.flatMap(({ status, body }) => (status === 201 && body.id !== undefined ? [body.id] : []));

const ready = async ({ running }: Scenario): Promise<number> => (await fetch(`${running.url}/readyz`)).status;

test(
  "a full disk refuses new jobs with 507, loses none, and the hub goes on by itself when there is room",
  { timeout: 90_000 },
  async () => {
    const disk = mountSmallDisk(4);
    onTestFinished(disk.remove);
    const scenario = await cluster(2, { PIGEON_STORE_URL: `sqlite:${disk.folder}/p.db` });
    const { running, client } = scenario;
    const slow = await submit(client, 8, 1_500);
    for (const id of slow) await holder(client, id);
    disk.fill();
    const answers: Answer[] = [];
    while (!answers.some(({ status }) => status === 507)) {
      answers.push(await post(running.url, answers.length, "x".repeat(100_000)));
    }
    const refusal = answers.at(-1);
    expect(refusal).toMatchObject({ retryAfter: "1", body: { title: "Store full" } });
    expect(await ready(scenario)).toBe(507);
    // Results that come now find no room either: their workers keep them.
    await sleep(2_000);
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    expect(running.hub.alive).toBe(true);
    disk.makeRoom();
    await until(async () => (await ready(scenario)) === 200);
    const accepted = [...slow, ...idsOf(answers), ...idsOf([await post(running.url, 1_000)])];
    const jobs = await finished(client, accepted);
    expectRight(jobs);
    const { jobs: counts } = await client.status();
    expect(counts).toMatchObject({ succeeded: accepted.length, queued: 0, leased: 0, dead: 0 });
    expect(scenario.hubLog()).toContain("is full");
  },
);

test(
  "a disk that fails to sync gets 503 and no acknowledgement; what was acknowledged outlives a crash",
  { timeout: 90_000 },
  async () => {
    const scenario = await cluster(2);
    const { running, client } = scenario;
    const before = await submit(client, 8, 1_000);
    for (const id of before) await holder(client, id);
    const broken = await injectIntoSyncs(running.hub.pid, "error=EIO");
    onTestFinished(() => broken.end());
    const answers = await Promise.all([1, 2, 3, 4].map((n) => post(running.url, n)));
    for (const { status, retryAfter, body } of answers) {
      expect({ status, retryAfter, body }).toMatchObject({
        status: 503,
        retryAfter: "1",
        body: { detail: expect.stringContaining("nothing was changed") },
      });
    }
    expect(await ready(scenario)).toBe(503);
    // Long enough for the results of the running jobs to meet the broken disk.
    await sleep(1_500);
    expect(broken.count).toBeGreaterThan(4);
    expect(running.hub.alive).toBe(true);
    await broken.end();
    await until(async () => (await ready(scenario)) === 200);
    const after = idsOf([await post(running.url, 100)]);
    expect(after).toHaveLength(1);
    const jobs = await finished(client, [...before, ...after]);
    expectRight(jobs);
    await running.hub.kill();
    await running.restartHub();
    expect(await finished(client, [...before, ...after])).toEqual(jobs);
    // What was refused did not come to be, then or now.
    expect((await client.status()).jobs).toMatchObject({ succeeded: 9, queued: 0, leased: 0 });
    expect(scenario.hubLog()).toMatch(/disk I\/O error/);
  },
);

test("a hub killed while its disk fails loses nothing it acknowledged", { timeout: 90_000 }, async () => {
  const { running, client } = await cluster(1);
  const before = await submit(client, 30, 300);
  const broken = await injectIntoSyncs(running.hub.pid, "error=EIO:when=2+3");
  onTestFinished(() => broken.end());
  const answers: Answer[] = [];
  while (broken.count < 2 || answers.length < 60) {
    const from = 100 + answers.length;
    answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, n) => post(running.url, from + n)))));
  }
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 503]));
  await running.hub.kill();
  await broken.end();
  await running.restartHub();
  expectRight(await finished(client, [...before, ...idsOf(answers)]));
});

test("a slow disk makes waiting, and accuses no worker", { timeout: 90_000 }, async () => {
  const { running, client } = await cluster(2);
  const slow = await injectIntoSyncs(running.hub.pid, "delay_enter=150000");
  onTestFinished(() => slow.end());
  const ids = await submit(client, 12, 500);
  expectFirstAttempts(await finished(client, ids));
  expect(slow.count).toBeGreaterThan(2);
  const { workers } = await client.status();
  expect(workers).toMatchObject({ unhealthy: 0, recovering: 0 });
});
