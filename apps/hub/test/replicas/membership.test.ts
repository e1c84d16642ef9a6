import { expect, test } from "vitest";
import { Membership, RENEW_INTERVAL_MS, REPLICA_TTL_MS } from "../../src/replicas/membership.ts";
import { StoreError } from "../../src/store/port.ts";
import type { Renewal, Replicas, Taken } from "../../src/store/replicas.ts";
import { FakeClock, settle } from "../units/fake-clock.ts";

const RENEWED: Renewal = { kind: "renewed", leads: true, others: 1, ended: false, unowned: false };

/** `taken`: until when another hub of its name has its place, each time that it wants to join. */
async function setUp(taken: readonly string[] = []) {
  const clock = new FakeClock(0);
  const said: string[] = [];
  const state: { renewal: Renewal; fails: boolean; taken: Taken[]; untils: string[] } = {
    renewal: RENEWED,
    fails: false,
    taken: [],
    untils: [...taken],
  };
  const replicas: Pick<Replicas, "join" | "renew" | "leave" | "takeOver"> = {
    join: async ({ id, name }, ttlMs) => {
      const until = state.untils.shift();
      said.push(until === undefined ? `join ${id} ${name} ${ttlMs}` : `taken until ${until}`);
      return until === undefined ? { kind: "joined" } : { kind: "name-taken", until };
    },
    renew: async (id, _ttlMs, report) => {
      if (state.fails) throw new Error("no database");
      said.push(`renew ${id} ${report}`);
      return state.renewal;
    },
    leave: async (id) => void said.push(`leave ${id}`),
    takeOver: async ({ id }, ended) => {
      said.push(`take ${id} ${ended ? "ended" : "unowned"}`);
      return state.taken;
    },
  };
  let serial = 0;
  const membership = new Membership({
    replicas: replicas as Replicas,
    name: "a",
    clock,
    ids: { lease: () => `r${(serial += 1)}` },
    report: () => "well",
    onLost: () => said.push("lost"),
    onTaken: () => said.push("taken"),
    onRegained: () => said.push("regained"),
    onFailure: (error) => said.push(error instanceof StoreError ? `failed: ${error.message}` : "failed"),
  });
  const starting = membership.start();
  starting.catch(() => {});
  await clock.advance(100 * taken.length);
  const heard = said.splice(0);
  const next = async (times = 1) => {
    for (let time = 0; time < times; time += 1) {
      await clock.advance(RENEW_INTERVAL_MS);
      await settle();
    }
    return said.splice(0);
  };
  return { clock, membership, starting, state, next, heard };
}

test("joins, takes what is nobody's, and renews", async () => {
  const { membership, next, heard } = await setUp();
  expect(heard).toEqual([`join r1 a ${REPLICA_TTL_MS}`, "renew r1 well", "take r1 unowned", "taken"]);
  expect([membership.holds(), membership.leads(), membership.others]).toEqual([true, true, 1]);
  expect(await next(2)).toEqual(["renew r1 well", "renew r1 well"]);
});

test("without renewals it neither holds nor leads, until it can renew again", async () => {
  const { membership, state, next } = await setUp();
  state.fails = true;
  expect(await next(2)).toEqual([]);
  expect(membership.fails).toBe(true);
  expect(membership.holds()).toBe(true);
  expect(await next(3)).toEqual(["failed"]);
  expect([membership.holds(), membership.leads()]).toEqual([false, false]);
  state.fails = false;
  expect(await next()).toEqual(["renew r1 well", "regained"]);
  expect([membership.holds(), membership.leads(), membership.fails]).toEqual([true, true, false]);
});

test("one that was taken over forgets all and joins under a new name", async () => {
  const { membership, state, next } = await setUp();
  state.renewal = { kind: "gone" };
  expect(await next()).toEqual([
    "renew r1 well",
    "lost",
    `join r2 a ${REPLICA_TTL_MS}`,
    "take r2 unowned",
    "taken",
  ]);
  expect([membership.id, membership.holds(), membership.leads()]).toEqual(["r2", true, false]);
});

test("those whose lease ended are taken over by who has had its own place for a while", async () => {
  const { state, next } = await setUp();
  state.fails = true;
  await next(4);
  state.fails = false;
  state.renewal = { ...RENEWED, ended: true };
  const after = await next(3);
  expect(after).toEqual(["renew r1 well", "regained", "renew r1 well", "renew r1 well"]);
  expect(await next()).toEqual(["renew r1 well", "take r1 ended", "taken"]);
  state.renewal = { ...RENEWED, unowned: true };
  expect(await next()).toEqual(["renew r1 well", "take r1 unowned", "taken"]);
});

test("company is remembered for a while after the last one left; who leaves renews no more", async () => {
  const { membership, state, next } = await setUp();
  state.renewal = { ...RENEWED, others: 0 };
  await next(10);
  expect([membership.others, membership.inCompany]).toEqual([0, true]);
  await next(11);
  expect(membership.inCompany).toBe(false);
  await membership.leave();
  expect(membership.holds()).toBe(false);
  expect(await next(3)).toEqual(["leave r1"]);
});

test("the name of one that was killed is had as soon as it is free", async () => {
  const { heard, starting } = await setUp(["10", "10", "10"]);
  await starting;
  expect(heard.slice(0, 5)).toEqual([
    ...["10", "10", "10"].map((until) => `taken until ${until}`),
    `join r4 a ${REPLICA_TTL_MS}`,
    "renew r4 well",
  ]);
});

test("the name of one that is alive is refused once it was seen to renew", async () => {
  const { heard, starting, next } = await setUp(["10", "10", "11", "11"]);
  await expect(starting).rejects.toMatchObject({
    code: "locked",
    lasting: true,
    message: expect.stringMatching(/the name a and is alive.*PIGEON_HUB_NAME/) as string,
  });
  expect(heard).toEqual(["10", "10", "11"].map((until) => `taken until ${until}`));
  expect(await next(3)).toEqual([]);
});

test("one that was frozen and finds its name taken has no place until that is free, and says so once", async () => {
  const { membership, state, next } = await setUp();
  state.renewal = { kind: "gone" };
  state.untils.push("20", "21", "22");
  const said = await next(3);
  expect(said.filter((line) => line.startsWith("failed"))).toEqual([
    expect.stringContaining("the name a and is alive"),
  ]);
  expect([membership.holds(), membership.hasName, membership.fails]).toEqual([false, false, true]);
  expect(await next()).toContain(`join r5 a ${REPLICA_TTL_MS}`);
  state.renewal = RENEWED;
  await next();
  expect([membership.holds(), membership.hasName, membership.fails]).toEqual([true, true, false]);
});
