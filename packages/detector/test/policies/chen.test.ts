import { expect, test } from "vitest";
import { chenDeadline } from "../../src/policies/chen.ts";
import { Fed, times } from "./feed.ts";

test("an interval and the margin, which is another interval by default", () => {
  const fed = new Fed(chenDeadline(), 1000);
  expect(fed.limitMs).toBe(2000);
  expect(fed.learn(...times(100, 1000)).limitMs).toBe(2000);
  expect(fed.expectedMs).toBe(1000);
  expect(new Fed(chenDeadline({ alphaMs: 300 }), 1000).limitMs).toBe(1300);
});

test("a late heartbeat does not delay the next deadline, once its lateness is averaged", () => {
  const fed = new Fed(chenDeadline({ alphaMs: 100, windowSize: 4 }), 1000).learn(1000, 1000, 1000);
  // It came 200 ms late: 200 earlier than an interval from now is when the next one should be here,
  // but one of the four was that late.
  expect(fed.learn(1200).expectedMs).toBe(1000 - 200 + 50);
  expect(fed.limitMs).toBe(950);
  // Back in time: expected an interval from now, and a little later since they can be late.
  expect(fed.learn(800).expectedMs).toBe(1050);
  expect(fed.learn(1000, 1000, 1000).expectedMs).toBe(1000);
});

test("lost heartbeats and a backlog are whole intervals", () => {
  const fed = new Fed(chenDeadline(), 1000).learn(3000);
  expect(fed.expectedMs).toBe(1000);
  expect(fed.learn(2990, 5, 5, 1000).expectedMs).toBe(1000 - (10 + 5) / 6);
});

test("where the promise is wrong the next is expected after a quarter of it at the least", () => {
  const fed = new Fed(chenDeadline({ alphaMs: 50 }), 1000).learn(...times(40, 1400));
  expect(fed.expectedMs).toBe(250);
  expect(fed.limitMs).toBe(300);
});

test("the window begins with one heartbeat in time, and beginning again forgets all", () => {
  const fed = new Fed(chenDeadline({ windowSize: 3 }), 1000).learn(1300);
  expect(fed.expectedMs).toBe(850);
  expect(fed.again(2000).expectedMs).toBe(2000);
  expect(fed.learn(2200).expectedMs).toBe(1900);
  expect(fed.neighboursUntouched).toBe(true);
});

test("its name and the size of its memory", () => {
  expect(chenDeadline()).toMatchObject({ name: "chen", memorySize: 38 });
  expect(chenDeadline({ windowSize: 10 }).memorySize).toBe(16);
});
