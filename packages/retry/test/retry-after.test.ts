import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRetryAfterMs } from "../src/retry-after.ts";

const now = Date.UTC(2026, 5, 1, 12, 0, 0);

test.each([
  ["0", 0],
  ["120", 120_000],
  [" 7 ", 7000],
  ["1.5", 1500],
  ["2.125", 2125],
  ["Mon, 01 Jun 2026 12:00:30 GMT", 30_000],
  ["Mon, 01 Jun 2026 11:00:00 GMT", 0],
])("%s asks for %i ms", (header, expected) => {
  expect(parseRetryAfterMs(header, now)).toBe(expected);
});

test.each(["", "-1", "soon", "1e3", "0x10", "2026-06-01T12:00:30Z", "Mon, 99 Jun 2026 12:00:30 GMT", "1,5"])(
  "%j is not readable",
  (header) => {
    expect(parseRetryAfterMs(header, now)).toBeUndefined();
  },
);

test("any date that JavaScript writes is read back to the second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (seconds) => {
      const header = new Date(now + seconds * 1000).toUTCString();
      expect(parseRetryAfterMs(header, now)).toBe(seconds * 1000);
    }),
  );
});

test("any text gives a wait of 0 or more, or nothing", () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const wait = parseRetryAfterMs(header, now);
      expect(wait === undefined || wait >= 0).toBe(true);
    }),
  );
});
