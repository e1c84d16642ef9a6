import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { JobWaiters } from "../../src/job-waiters.ts";
import { START } from "../jobs/support.ts";
import { FakeClock, settle } from "./fake-clock.ts";

function setUp() {
  const clock = new FakeClock(START);
  const waiters = new JobWaiters(clock);
  const answered: string[] = [];
  const wait = (name: string, jobId: string, waitMs = 1000, signal = new AbortController().signal) =>
    void waiters.wait(jobId, waitMs, signal).then(() => answered.push(name));
  return { clock, waiters, answered, wait };
}

test("everyone who waits for a job is answered when it finishes, and nobody else", async () => {
  const { clock, waiters, answered, wait } = setUp();
  wait("a", "job-1");
  wait("b", "job-1");
  wait("c", "job-2");
  await settle();
  expect(answered).toEqual([]);
  waiters.finished("job-1");
  waiters.finished("job-3");
  await settle();
  expect(answered).toEqual(["a", "b"]);
  expect(clock.waiting).toEqual([1000]);
});

test("when the time is up the wait ends, and each wait has its own", async () => {
  const { clock, answered, wait } = setUp();
  wait("short", "job-1", 10);
  wait("long", "job-1", 20);
  await clock.advance(10);
  expect(answered).toEqual(["short"]);
  await clock.advance(10);
  expect(answered).toEqual(["short", "long"]);
});

test("a client that goes away leaves nothing behind", async () => {
  const { clock, answered, wait, waiters } = setUp();
  const client = new AbortController();
  wait("gone", "job-1", 1000, client.signal);
  wait("stays", "job-1");
  client.abort();
  await settle();
  expect(answered).toEqual(["gone"]);
  expect(clock.waiting).toEqual([1000]);
  waiters.finished("job-1");
  await settle();
  expect(answered).toEqual(["gone", "stays"]);
  expect(clock.waiting).toEqual([]);
});

test("an ended wait leaves nothing on the client's signal", async () => {
  const { waiters, wait } = setUp();
  const { signal } = new AbortController();
  wait("a", "job-1", 1000, signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  waiters.finished("job-1");
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("a client that is gone already does not wait", async () => {
  const { clock, answered, wait } = setUp();
  wait("gone", "job-1", 1000, AbortSignal.abort());
  await settle();
  expect(answered).toEqual(["gone"]);
  expect(clock.waiting).toEqual([]);
});

test("all are answered when the hub stops", async () => {
  const { clock, waiters, answered, wait } = setUp();
  wait("a", "job-1");
  wait("b", "job-2");
  wait("c", "job-2");
  waiters.releaseAll();
  await settle();
  expect(answered).toEqual(["a", "b", "c"]);
  expect(clock.waiting).toEqual([]);
  wait("later", "job-1", 5);
  await clock.advance(5);
  expect(answered).toHaveLength(4);
});

test("those who wait are counted, however their wait ends", async () => {
  const { clock, waiters, wait } = setUp();
  const abort = new AbortController();
  wait("answered", "job-1");
  wait("gone", "job-1", 1000, abort.signal);
  wait("late", "job-2", 10);
  wait("never", "job-3", 10, AbortSignal.abort());
  expect(waiters.size).toBe(3);
  abort.abort();
  expect(waiters.size).toBe(2);
  waiters.finished("job-1");
  expect(waiters.size).toBe(1);
  await clock.advance(10);
  expect(waiters.size).toBe(0);
});
