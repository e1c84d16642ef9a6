import { expect, test } from "vitest";
import { Soon } from "../../src/replicas/soon.ts";
import { FakeClock, settle } from "../units/fake-clock.ts";

// Found by the simulator (replicas, seed 100722): a hub was frozen for 7 s while it compared its workers with the
// database, and then rested for 28 s, in which it counted a lease that had ended.
test("a hub that was frozen compares its workers soon after, not after a multiple of the time", async () => {
  const clock = new FakeClock(0);
  const began: number[] = [];
  const soon = new Soon(
    clock,
    100,
    async () => {
      began.push(clock.monotonic());
      if (began.length === 1) clock.stall(7_000);
    },
    () => {},
  );
  soon.ask();
  await settle();
  soon.ask();
  await clock.advance(5_000);
  expect(began).toEqual([0, 12_000]);
  soon.stop();
});
