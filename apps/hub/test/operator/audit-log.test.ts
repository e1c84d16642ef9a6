import type { AuditEntry } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { AuditLog } from "../../src/operator/audit-log.ts";
import { FakeClock } from "../units/fake-clock.ts";

const entry = (target: string): AuditEntry => ({
  at: "2026-01-31T09:30:00.000Z",
  who: "ops",
  action: "redrive",
  target,
  outcome: "done",
  status: 200,
  requestId: "req-1",
});

function bench(saved?: string) {
  const clock = new FakeClock(1_700_000_000_000);
  const saves: { entries: AuditEntry[] }[] = [];
  const failures: unknown[] = [];
  const told: AuditEntry[] = [];
  let broken = false;
  const log = new AuditLog({
    clock,
    state: {
      load: async () => saved,
      save: async (state) => {
        if (broken) throw new Error("the disk is full");
        saves.push(structuredClone(state) as { entries: AuditEntry[] });
      },
    },
    onEntry: (each) => told.push(each),
    onFailure: (error) => failures.push(error),
  });
  return { clock, saves, failures, told, log, breakStore: (now: boolean) => (broken = now) };
}

test("entries that come together are saved together, a moment later", async () => {
  const { clock, log, saves, told } = bench();
  log.add(entry("a"));
  log.add(entry("b"));
  expect([told.length, saves.length]).toEqual([2, 0]);
  await clock.advance(500);
  await log.flush();
  expect(saves.map(({ entries }) => entries.map(({ target }) => target))).toEqual([["a", "b"]]);
  await log.flush();
  expect(saves).toHaveLength(1);
});

test("the latest thousand are kept, newest first", async () => {
  const { log, saves } = bench();
  for (let at = 0; at < 1_005; at++) log.add(entry(String(at)));
  expect(log.latest(2).map(({ target }) => target)).toEqual(["1004", "1003"]);
  expect(log.latest(5_000)).toHaveLength(1_000);
  await log.flush();
  expect(saves[0]?.entries).toHaveLength(1_000);
});

test("a store that fails is told of, and the next save brings all", async () => {
  const { log, saves, failures, breakStore } = bench();
  breakStore(true);
  log.add(entry("a"));
  await log.flush();
  expect(failures).toMatchObject([{ message: "the disk is full" }]);
  breakStore(false);
  log.add(entry("b"));
  await log.flush();
  expect(saves[0]?.entries.map(({ target }) => target)).toEqual(["a", "b"]);
});

test("takes up what was saved, and forgets what it cannot read", async () => {
  const good = bench(JSON.stringify({ entries: [entry("a")] }));
  await good.log.restore();
  expect(good.log.latest(10)).toEqual([entry("a")]);
  for (const saved of ["{", '{"entries":[{"at":1}]}']) {
    const bad = bench(saved);
    await bad.log.restore();
    expect(bad.log.latest(10)).toEqual([]);
    expect(bad.failures).toHaveLength(1);
  }
  const none = bench();
  await none.log.restore();
  expect(none.failures).toEqual([]);
});
