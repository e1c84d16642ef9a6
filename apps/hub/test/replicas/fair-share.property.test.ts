import fc from "fast-check";
import { expect, test } from "vitest";
import { atOnce, fairShare, surplus, type Spread } from "../../src/replicas/fair-share.ts";

const counts = fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 9 });
const spreadOf = (hubs: readonly number[]): Spread => ({
  hubs: hubs.length,
  workers: hubs.reduce((sum, each) => sum + each),
  fewest: Math.min(...hubs),
});

test.each([
  // A hub that was restarted, the second of two, the last of a rolling restart of three and of ten.
  [[2, 0], 1],
  [[5, 0], 2],
  [[50, 50, 0], 16],
  [[11, 11, 11, 11, 11, 11, 11, 11, 11, 1], 1],
  // Even enough.
  [[1, 0], 0],
  [[3, 2], 0],
  [[2, 2, 1], 0],
  [[35, 33, 32], 0],
  [[7], 0],
  [[0, 0], 0],
])("of %j the first gives %i", (hubs, given) => {
  expect(surplus(hubs[0] as number, spreadOf(hubs))).toBe(given);
});

test("moves, in any order and by old words of the others, come to an end and do not go in circles", () => {
  fc.assert(
    fc.property(counts, fc.infiniteStream(fc.nat()), (start, dice) => {
      const hubs = [...start];
      const roll = (count: number) => (dice.next().value as number) % count;
      const { workers, hubs: count } = spreadOf(hubs);
      const share = fairShare(spreadOf(hubs));
      // What each hub knows of the least of others may be old; of itself and of the sum it knows better.
      let known = spreadOf(hubs);
      const gave = new Set<number>();
      let moves = 0;
      for (let idle = 0; idle < 2;) {
        const givers = hubs.flatMap((own, index) => (surplus(own, known) > 0 ? [index] : []));
        const giver = givers[roll(givers.length)];
        if (giver === undefined) {
          idle += 1;
          known = spreadOf(hubs);
          continue;
        }
        idle = 0;
        const first = roll(count);
        const order = hubs.map((_own, index) => (first + index) % count);
        const taker = order.find((index) => index !== giver && (hubs[index] as number) < share);
        // Whoever has too many finds one that has too few.
        if (taker === undefined) throw new Error(`nobody takes one of ${hubs.join()}`);
        hubs[giver] = (hubs[giver] as number) - 1;
        hubs[taker] = (hubs[taker] as number) + 1;
        moves += 1;
        gave.add(giver);
        expect(hubs[giver]).toBeGreaterThanOrEqual(share);
        expect(hubs[taker]).toBeLessThanOrEqual(share);
        // Nothing that moved moves back.
        expect(gave.has(taker) && surplus(hubs[taker], known) > 0).toBe(false);
        if (roll(3) === 0) known = spreadOf(hubs);
      }
      const excess = start.reduce((sum, own) => sum + Math.max(0, own - share), 0);
      expect(moves).toBeLessThanOrEqual(excess);
      expect(hubs.reduce((sum, own) => sum + own)).toBe(workers);
      // Even, but for what is tolerated.
      const over = Math.max(...hubs) - share;
      expect(over <= 0 || Math.max(...hubs) - Math.min(...hubs) <= Math.max(1, share / 10)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a round moves a tenth, and at least one", () => {
  expect([0, 1, 9, 10, 11, 1_000].map(atOnce)).toEqual([0, 1, 1, 1, 2, 100]);
});
