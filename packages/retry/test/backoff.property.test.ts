import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffDelayMs, type BackoffOptions } from "../src/index.ts";

const longest = 2 ** 31 - 1;
const strategy = fc.constantFrom("exponential", "linear", "constant");
const jitter = fc.oneof(
  fc.constantFrom("none", "full", "equal"),
  fc.record({ factor: fc.double({ min: 0, max: 1, noNaN: true }) }),
);
const backoff = fc.record({
  strategy,
  baseDelayMs: fc.nat({ max: longest }),
  maxDelayMs: fc.nat({ max: longest }),
  jitter,
});
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retryNumber = fc.integer({ min: 1, max: 3000 });

test("a delay is a whole number from 0 to the cap", () => {
  fc.assert(
    fc.property(backoff, retryNumber, chance, (options, retry, random) => {
      const delay = backoffDelayMs(options, retry, () => random);
      expect(Number.isInteger(delay)).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(options.maxDelayMs);
    }),
  );
});

test("without jitter, delays never shrink from one retry to the next", () => {
  fc.assert(
    fc.property(backoff, retryNumber, (options, retry) => {
      const plain: BackoffOptions = { ...options, jitter: "none" };
      const now = backoffDelayMs(plain, retry, () => 0);
      expect(backoffDelayMs(plain, retry + 1, () => 0)).toBeGreaterThanOrEqual(now);
    }),
  );
});

test("equal jitter keeps at least half, a factor at least its share, of the delay without jitter", () => {
  fc.assert(
    fc.property(
      backoff,
      retryNumber,
      chance,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (options, retry, random, factor) => {
        const plain = backoffDelayMs({ ...options, jitter: "none" }, retry, () => random);
        const equal = backoffDelayMs({ ...options, jitter: "equal" }, retry, () => random);
        const spread = backoffDelayMs({ ...options, jitter: { factor } }, retry, () => random);
        expect(equal).toBeGreaterThanOrEqual(Math.floor(plain / 2));
        expect(equal).toBeLessThanOrEqual(plain);
        expect(spread).toBeGreaterThanOrEqual(Math.floor((plain * (1 - factor)) / (1 + factor)));
        expect(spread).toBeLessThanOrEqual(Math.ceil(plain * (1 + factor)));
      },
    ),
  );
});

test("more chance means more delay", () => {
  fc.assert(
    fc.property(backoff, retryNumber, chance, chance, (options, retry, a, b) => {
      const low = backoffDelayMs(options, retry, () => Math.min(a, b));
      const high = backoffDelayMs(options, retry, () => Math.max(a, b));
      expect(low).toBeLessThanOrEqual(high);
    }),
  );
});
