import { expect, test } from "vitest";
import { Ledger } from "../../src/ledger.ts";
import { START, newJob } from "../jobs/support.ts";
import { assignAll, claim, endLease, entry, leasedJob } from "../store/support.ts";
import { storeWithLedger } from "./support.ts";

test("a submitted job is told after it is stored; one that was known is not", async () => {
  const { store, ledger, told } = storeWithLedger();
  const seen: unknown[] = [];
  ledger.follow(({ job }) => void store.get(job.id).then((record) => seen.push(record?.job)));
  const [ready, delayed] = [entry({}, { idempotencyKey: "k" }), entry({ runAt: START + 5 })];
  const outcome = await ledger.submit([ready, delayed]);
  expect(outcome).toMatchObject({ kind: "stored", jobs: [{ created: true }, { created: true }] });
  expect(told).toEqual([
    { job: ready.job, cause: "submit", delayed: false },
    { job: delayed.job, cause: "submit", delayed: true },
  ]);
  expect(seen).toEqual([ready.job, delayed.job]);
  await ledger.submit([entry({}, { idempotencyKey: "k" })]);
  expect(told).toHaveLength(2);
});

test("a claim asked for while jobs are on their way joins their commit, and is told after them", async () => {
  const flushes: (() => void)[] = [];
  const { store, ledger, told } = storeWithLedger((flush) => flushes.push(flush));
  const claims: Promise<unknown>[] = [];
  ledger.whenSubmitting(() =>
    claims.push(ledger.claim({ wanted: new Map([["mail", 1]]), now: START, assign: assignAll("w1") })),
  );
  const submitted = ledger.submit([entry()]);
  for (const flush of flushes.splice(0)) flush();
  await Promise.all([submitted, ...claims]);
  expect(told.map(({ cause }) => cause)).toEqual(["submit", "lease"]);
  expect((await store.counts()).leased).toBe(1);
  expect(flushes).toEqual([]);
});

test("a job that is claimed before its submit is answered is told as submitted first; other submits hold up no claim", async () => {
  const { store, clock } = storeWithLedger();
  const answers: (() => void)[] = [];
  // As where jobs are stored by a connection of their own.
  const late: typeof store.enqueue = async (jobs) => {
    const outcome = await store.enqueue(jobs);
    await new Promise<void>((resolve) => answers.push(resolve));
    return outcome;
  };
  const ledger = new Ledger({ ...store, enqueue: late }, clock);
  const told: string[] = [];
  ledger.follow(({ job, cause }) => void told.push(`${cause} ${job.type}`));
  const take = (type: string) =>
    ledger.claim({ wanted: new Map([[type, 1]]), now: START, assign: assignAll("w1") });
  const submits = [ledger.submit([entry({ type: "a" })]), ledger.submit([entry({ type: "b" })])];
  const claimed = take("a");
  await expect.poll(() => answers.length).toBe(2);
  expect(told).toEqual([]);
  answers[0]?.();
  await claimed;
  expect(told).toEqual(["submit a", "lease a"]);
  answers[1]?.();
  await Promise.all([...submits, take("b")]);
  expect(told).toEqual(["submit a", "lease a", "submit b", "lease b"]);
});

test("a submit that fails holds up no claim", async () => {
  const { store, ledger } = storeWithLedger();
  await store.close();
  await expect(ledger.submit([entry()])).rejects.toThrow("closed");
  const request = { wanted: new Map([["mail", 1]]), now: START, assign: assignAll("w1") };
  await expect(ledger.claim(request)).rejects.toThrow("closed");
});

test("a refused batch is not told", async () => {
  const { ledger, told } = storeWithLedger();
  await ledger.submit([entry({}, { idempotencyKey: "k", payload: 1 })]);
  const refused = await ledger.submit([entry(), entry({}, { idempotencyKey: "k", payload: 2 })]);
  expect(refused).toEqual({ kind: "key-conflict", indexes: [1] });
  expect(told).toHaveLength(1);
});

test("every event that ends a lease names it, with the worker that held it", async () => {
  const { store, ledger, told } = storeWithLedger();
  const error = { name: "E", message: "m" };
  for (const type of ["succeed", "fail", "timeout", "lose", "release", "cancel"] as const) {
    const { job } = await leasedJob(store);
    const { id: jobId, leaseId, workerId } = job;
    const events = {
      succeed: { type: "succeed", leaseId, workerId, result: "1" },
      fail: { type: "fail", leaseId, workerId, error },
      timeout: { type: "timeout", leaseId },
      lose: { type: "lose", leaseId, reason: "r" },
      release: { type: "release", leaseId, reason: "r" },
      cancel: { type: "cancel" },
    } as const;
    await ledger.apply([{ jobId, event: events[type] }]);
    expect(told.at(-1)).toMatchObject({ job: { id: jobId }, cause: type, endedLease: { leaseId, workerId } });
  }
  expect(told).toHaveLength(6);
});

test("an event that ends no lease names none", async () => {
  const { store, ledger, told } = storeWithLedger();
  const { job } = await leasedJob(store, { type: "t" });
  await endLease(store, { job, payload: "" }, "fail");
  await ledger.apply([{ jobId: job.id, event: { type: "cancel" } }]);
  const { job: dead } = await leasedJob(store);
  await endLease(store, { job: dead, payload: "" }, "kill");
  await ledger.apply([{ jobId: dead.id, event: { type: "redrive" } }]);
  expect(told.map(({ cause }) => cause)).toEqual(["cancel", "redrive"]);
  for (const change of told) expect(change).not.toHaveProperty("endedLease");
});

test("what was refused, repeated or unknown is answered in place and not told", async () => {
  const { store, ledger, told } = storeWithLedger();
  const { job } = await leasedJob(store);
  const { id: jobId, leaseId, workerId } = job;
  const succeed = { type: "succeed", leaseId, workerId, result: "1" } as const;
  const outcomes = await ledger.apply([
    { jobId: "nobody", event: { type: "cancel" } },
    { jobId, event: { ...succeed, leaseId: "stale" } },
    { jobId, event: succeed },
    { jobId, event: succeed },
  ]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["unknown-job", "refused", "changed", "repeated"]);
  expect(told).toMatchObject([{ job: { id: jobId, state: "succeeded" }, cause: "succeed" }]);
});

test("a retry is told as delayed by the time of the change, whatever the clock says after the commit", async () => {
  const { store, clock, ledger, told } = storeWithLedger();
  const { job } = await leasedJob(store);
  const { id: jobId, leaseId, workerId } = job;
  const error = { name: "E", message: "m" };
  const applied = ledger.apply([
    { jobId, event: { type: "fail", leaseId, workerId, error, retryAfterMs: 3 } },
  ]);
  clock.set(START + 50);
  await applied;
  expect(told).toMatchObject([{ delayed: true, job: { runAt: START + 3 } }]);
});

test("events are applied at the clock's time; none need no store", async () => {
  const { store, clock, ledger } = storeWithLedger();
  await store.enqueue([{ job: newJob({ id: "j", runAt: START, createdAt: START }), payload: "1" }]);
  await clock.advance(77);
  await ledger.apply([{ jobId: "j", event: { type: "cancel" } }]);
  expect(await store.get("j")).toMatchObject({ job: { finishedAt: START + 77 } });
  expect(await claim(store)).toEqual([]);
  await store.close();
  expect(await ledger.apply([])).toEqual([]);
});

test("a failing store is the caller's to hear, and nothing is told", async () => {
  const { store, ledger, told } = storeWithLedger();
  await store.close();
  await expect(ledger.submit([entry()])).rejects.toMatchObject({ code: "closed" });
  await expect(ledger.apply([{ jobId: "j", event: { type: "cancel" } }])).rejects.toMatchObject({
    code: "closed",
  });
  expect(told).toEqual([]);
});

test("a claim is told, job by job", async () => {
  const { ledger, told } = storeWithLedger();
  await ledger.submit([entry()]);
  const assign = (jobs: readonly { id: string }[]) =>
    jobs.map(({ id }) => ({ jobId: id, workerId: "w", leaseId: "l" }));
  const claimed = await ledger.claim({ wanted: new Map([[entry().job.type, 5]]), now: START, assign });
  expect(told.slice(1)).toEqual([{ job: claimed[0]?.job, cause: "lease", delayed: false }]);
});

test("what the store has not answered is counted until it does, also when it fails", async () => {
  const { store, clock } = storeWithLedger();
  let fail = (_error: Error): void => {};
  const held = new Promise<never>((_resolve, reject) => (fail = reject));
  const ledger = new Ledger({ ...store, enqueue: () => held }, clock);
  const submitted = ledger.submit([entry({}, { payload: "four" }), entry()]);
  const applied = ledger.apply([{ jobId: "job-9", event: { type: "cancel" } }]);
  const payloadChars = '"four"'.length + entry().payload.length;
  expect(ledger.pending).toEqual({ changes: 3, payloadChars });
  await applied;
  expect(ledger.pending).toEqual({ changes: 2, payloadChars });
  fail(new Error("the disk is gone"));
  await expect(submitted).rejects.toThrow("the disk is gone");
  expect(ledger.pending).toEqual({ changes: 0, payloadChars: 0 });
});

test("what a hub may not say now is said again while it is to be said, and no longer", async () => {
  const { store, clock } = storeWithLedger();
  const said: string[][] = [];
  const outcomes: ("not-owner" | "unknown-job")[] = ["not-owner", "not-owner", "unknown-job"];
  const ledger = new Ledger(
    {
      ...store,
      apply: async (changes) => {
        said.push(changes.map(({ jobId }) => jobId));
        return changes.map(({ jobId }) =>
          jobId === "mine"
            ? { kind: "unknown-job" as const }
            : { kind: outcomes.shift() ?? "not-owner", workerId: "w" },
        );
      },
    },
    clock,
  );
  const release = (jobId: string) => ({
    jobId,
    event: { type: "release", leaseId: "l", reason: "r" } as const,
    owned: { replica: "r1", workerId: "w" },
  });
  await ledger.insist([release("mine"), release("other")], () => true);
  await clock.advance(2_000);
  expect(said).toEqual([["mine", "other"], ["other"], ["other"]]);
  await ledger.insist([release("other")]);
  await ledger.insist([release("other")], () => false);
  await clock.advance(2_000);
  expect(said).toHaveLength(5);
});
