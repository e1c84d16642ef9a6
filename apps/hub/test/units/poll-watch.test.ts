import { expect, test } from "vitest";
import { PollWatch } from "../../src/workers/poll-watch.ts";
import { FakeClock } from "./fake-clock.ts";

/** Heartbeats every 1000 ms, so 500 ms of slack. */
function setUp() {
  const clock = new FakeClock(0);
  const gone: number[] = [];
  const watch = new PollWatch(clock, 1_000, () => gone.push(clock.now()));
  return { clock, gone, watch };
}

test("a broken poll and a missing heartbeat speak against a worker, each alone does not", async () => {
  const { clock, gone, watch } = setUp();
  await clock.advance(5_000);
  expect(gone).toEqual([]);
  watch.beat();
  await clock.advance(300);
  watch.broke();
  await clock.advance(1_199);
  expect(gone).toEqual([]);
  await clock.advance(1);
  expect(gone).toEqual([6_500]);
});

test.each(["beat", "heard"] as const)(
  "a poll that broke is forgotten by the next request: %s",
  async (sign) => {
    const { clock, gone, watch } = setUp();
    watch.broke();
    await clock.advance(1_499);
    watch[sign]();
    await clock.advance(60_000);
    expect(gone).toEqual([]);
  },
);

test("a worker whose heartbeat is overdue already has the slack", async () => {
  const { clock, gone, watch } = setUp();
  await clock.advance(1_400);
  watch.broke();
  await clock.advance(60_000);
  expect(gone).toEqual([1_900]);
});

test("of a long interval, a second is slack enough", async () => {
  const clock = new FakeClock(0);
  const gone: number[] = [];
  new PollWatch(clock, 30_000, () => gone.push(clock.now())).broke();
  await clock.advance(60_000);
  expect(gone).toEqual([31_000]);
});

test("a stalled hub reads what came in first", async () => {
  const { clock, gone, watch } = setUp();
  watch.broke();
  clock.stall(60_000);
  await clock.advance(499);
  expect(gone).toEqual([]);
  await clock.advance(1);
  expect(gone).toEqual([60_500]);
});

test("closed, it says nothing more", async () => {
  const { clock, gone, watch } = setUp();
  watch.broke();
  watch.close();
  watch.broke();
  await clock.advance(60_000);
  expect(gone).toEqual([]);
});
