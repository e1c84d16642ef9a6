import fc from "fast-check";
import { expect, test } from "vitest";
import {
  backoffDelayMs,
  delays,
  seededRandom,
  type BackoffOptions,
  type BackoffStrategy,
} from "../src/index.ts";

const longest = 2 ** 31 - 1;
const strategy = fc.constantFrom<BackoffStrategy>("exponential", "linear", "constant", "fibonacci");
const jitter = fc.oneof(
  fc.constantFrom<"none" | "full" | "equal" | "decorrelated">("none", "full", "equal", "decorrelated"),
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

test("a delay after any other lies between the bounds of its jitter", () => {
  fc.assert(
    fc.property(
      backoff,
      retryNumber,
      chance,
      fc.nat({ max: longest }),
      (options, retry, random, previous) => {
        const delay = backoffDelayMs(options, retry, () => random, previous);
        const plain = backoffDelayMs({ ...options, jitter: "none" }, retry, () => random);
        const base = Math.min(options.baseDelayMs, options.maxDelayMs);
        const bounds = ((): [number, number] => {
          if (options.jitter === "decorrelated") return [base, Math.max(base, previous * 3)];
          if (options.jitter === "none") return [plain, plain];
          if (options.jitter === "full") return [0, plain];
          if (options.jitter === "equal") return [plain / 2, plain];
          return [
            (plain * (1 - options.jitter.factor)) / (1 + options.jitter.factor),
            plain * (1 + options.jitter.factor),
          ];
        })();
        expect(delay).toBeGreaterThanOrEqual(Math.floor(bounds[0]) - 1);
        expect(delay).toBeLessThanOrEqual(Math.min(Math.ceil(bounds[1]) + 1, options.maxDelayMs));
      },
    ),
    { numRuns: 1000 },
  );
});

test("a chain of decorrelated delays never leaves [base, cap]", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 5000 }),
      fc.nat({ max: 60_000 }),
      fc.integer(),
      (baseDelayMs, maxDelayMs, seed) => {
        const random = seededRandom(seed);
        for (const delay of delays({
          jitter: "decorrelated",
          baseDelayMs,
          maxDelayMs,
          random,
          maxRetries: 50,
        })) {
          expect(delay).toBeGreaterThanOrEqual(Math.min(baseDelayMs, maxDelayMs));
          expect(delay).toBeLessThanOrEqual(maxDelayMs);
        }
      },
    ),
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
