import { expect, test } from "vitest";
import { DelayedJobs } from "../../src/maintenance/delayed-jobs.ts";
import { StoreError, type Store } from "../../src/store/port.ts";
import { START } from "../jobs/support.ts";
import { claim, entry } from "../store/support.ts";
import { settle } from "./fake-clock.ts";
import { storeWithLedger } from "./support.ts";

function setUp(change: (store: Store) => Store = (store) => store, isMine?: () => boolean) {
  const { store, clock } = storeWithLedger();
  const wakes: number[] = [];
  const failures: unknown[] = [];
  const delayed = new DelayedJobs(
    change(store),
    clock,
    () => wakes.push(clock.now() - START),
    (error) => failures.push(error),
    isMine,
  );
  /** Stores jobs with these delays, and says so as the hub does. */
  const submit = async (...delays: number[]) => {
    const now = clock.now();
    await store.enqueue(delays.map((delay) => entry({ createdAt: now, runAt: now + delay })));
    for (const delay of delays) delayed.expect(now + delay);
  };
  return { store, clock, delayed, wakes, failures, submit };
}

test("each delayed job is made ready when its time comes, whatever the order they came in", async () => {
  const { store, clock, wakes, submit } = setUp();
  await submit(300, 100, 200);
  expect(clock.waiting).toEqual([100]);
  await clock.advance(99);
  expect(wakes).toEqual([]);
  await clock.advance(1);
  expect(wakes).toEqual([100]);
  expect(await claim(store, { now: clock.now() })).toHaveLength(1);
  await clock.advance(1000);
  expect(wakes).toEqual([100, 200, 300]);
  expect(clock.waiting).toEqual([]);
});

test("a job that becomes due sooner moves the timer; a later one does not", async () => {
  const { clock, submit } = setUp();
  await submit(500);
  await submit(900);
  expect(clock.waiting).toEqual([500]);
  await submit(50);
  expect(clock.waiting).toEqual([50]);
});

test("at start, what fell due while the hub was down is ready at once", async () => {
  const { store, clock, delayed, wakes } = setUp();
  await store.enqueue([entry({ createdAt: START - 10, runAt: START - 5 }), entry({ runAt: START + 70 })]);
  await delayed.run();
  expect(wakes).toEqual([0]);
  expect(clock.waiting).toEqual([70]);
});

test("more than a batch at once: all are made ready, without waiting in between", async () => {
  const { store, clock, delayed } = setUp();
  await store.enqueue(Array.from({ length: 1100 }, () => entry({ createdAt: START - 10 })));
  await delayed.run();
  expect(clock.waiting).toEqual([]);
  expect(await claim(store, { limit: 2000, now: clock.now() })).toHaveLength(1100);
});

test("a wait longer than a minute is cut, so that a clock that is set forward is noticed", async () => {
  const { clock, wakes, submit } = setUp();
  await submit(3_600_000);
  expect(clock.waiting).toEqual([60_000]);
  clock.set(START + 3_600_000);
  await clock.advance(60_000);
  expect(wakes).toHaveLength(1);
});

test("a far job is reached in steps, and nobody is woken before", async () => {
  const { clock, wakes, submit } = setUp();
  await submit(150_000);
  await clock.advance(149_999);
  expect(wakes).toEqual([]);
  await clock.advance(1);
  expect(wakes).toEqual([150_000]);
});

test("a failing store is told and asked again after a second", async () => {
  let broken = true;
  const { clock, wakes, failures, submit } = setUp((store) => ({
    ...store,
    promote: (now, limit) =>
      broken ? Promise.reject(new StoreError("full", "no room")) : store.promote(now, limit),
  }));
  await submit(10);
  await clock.advance(10);
  expect(failures).toMatchObject([{ code: "full" }]);
  expect(clock.waiting).toEqual([1000]);
  broken = false;
  await clock.advance(1000);
  expect(wakes).toEqual([1010]);
  expect(failures).toHaveLength(1);
});

test("a job that is announced while the store is asked is not forgotten", async () => {
  const asked = Promise.withResolvers<void>();
  const { clock, delayed, wakes, submit } = setUp((store) => ({
    ...store,
    nextRunAt: () => asked.promise.then(() => store.nextRunAt()),
  }));
  const running = delayed.run();
  await settle();
  await submit(40);
  asked.resolve();
  await running;
  expect(clock.waiting).toEqual([40]);
  await clock.advance(40);
  expect(wakes).toEqual([40]);
});

test("stopped, no timer is left and none is set", async () => {
  const { clock, delayed, wakes, submit } = setUp();
  await submit(10);
  delayed.stop();
  expect(clock.waiting).toEqual([]);
  await submit(5);
  await delayed.run();
  await clock.advance(1000);
  expect([clock.waiting, wakes]).toEqual([[], []]);
});

test("of several hubs one does it; the next one when it is gone, also with what that one had delayed", async () => {
  let isMine = false;
  const { store, clock, delayed, wakes } = setUp(undefined, () => isMine);
  await delayed.run();
  await store.enqueue([10, 4_500].map((delay) => entry({ createdAt: START, runAt: START + delay })));
  await clock.advance(2_000);
  expect(wakes).toEqual([]);
  isMine = true;
  await clock.advance(1_000);
  expect(wakes).toEqual([3_000]);
  // One of another hub, found by looking.
  await store.enqueue([entry({ createdAt: START, runAt: START + 3_200 })]);
  await delayed.look();
  await clock.advance(2_000);
  expect(wakes).toEqual([3_000, 3_200, 4_500]);
});
