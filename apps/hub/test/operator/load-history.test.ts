import type { LoadHistory as History } from "@pigeon/protocol";
import { expect, test } from "vitest";
import type { JobChange } from "../../src/ledger.ts";
import { ageOf, LoadHistory } from "../../src/operator/load-history.ts";
import { testHub } from "../hub-fixture.ts";
import { FakeClock } from "../units/fake-clock.ts";

const store = {
  counts: async () => ({ queued: 3, leased: 2, succeeded: 9, dead: 1, cancelled: 0 }),
  oldestDue: async (): Promise<number | undefined> => undefined,
};

test("a sample tells what happened since the one before", async () => {
  const clock = new FakeClock(1_700_000_000_000);
  const history = new LoadHistory(clock);
  let tell = (_change: JobChange) => {};
  history.follow({ follow: (follower) => (tell = follower) });
  const change = (cause: JobChange["cause"], finished: boolean) =>
    tell({ cause, delayed: false, job: (finished ? { finishedAt: 1 } : {}) as JobChange["job"] });
  for (let times = 0; times < 10; times++) change("succeed", true);
  change("fail", true);
  change("lose", false);
  change("lease", false);
  await clock.advance(5_000);
  await history.sample({ ...store, oldestDue: async () => clock.now() - 1_200 });
  await clock.advance(5_000);
  await history.sample(store);
  const [first, second] = history.last(60);
  expect(first).toEqual({
    at: new Date(clock.now() - 5_000).toISOString(),
    queued: 3,
    leased: 2,
    dead: 1,
    queueAgeMs: 1_200,
    finishedPerSecond: 2.2,
    failedPerSecond: 0.4,
  });
  expect(second).toMatchObject({ queueAgeMs: 0, finishedPerSecond: 0, failedPerSecond: 0 });
});

test("an hour is kept", async () => {
  const clock = new FakeClock(1_700_000_000_000);
  const history = new LoadHistory(clock);
  for (let sample = 0; sample < 730; sample++) {
    await clock.advance(5_000);
    await history.sample(store);
  }
  expect([history.last(60).length, history.last(1).length]).toEqual([720, 12]);
});

test("a queue without due jobs has no age, and no age is below zero", () => {
  expect([ageOf(undefined, 10), ageOf(20, 10), ageOf(4.6, 10)]).toEqual([0, 0, 5]);
});

test("the hub tells the age of its queue, and its history", async () => {
  const hub = await testHub();
  expect((await hub.call("GET", "/v1/status")).body).toMatchObject({ queueAgeMs: 0 });
  const { body } = await hub.call<History>("GET", "/v1/history?minutes=5");
  expect(body).toEqual({ intervalMs: 5_000, samples: [] });
  expect((await hub.call("GET", "/v1/history?minutes=61")).status).toBe(400);
});
