import fc from "fast-check";
import { expect, test } from "vitest";
import { retryAfterMs } from "../src/answer.ts";
import { HubError, HubUnreachableError } from "../src/errors.ts";
import { mayRetry } from "../src/may-retry.ts";
import { pollMs } from "../src/waiting.ts";

const hubError = (status: number): HubError =>
  new HubError({ type: "about:blank", title: "x", status, detail: "" });
const failure = fc.oneof(
  fc.integer({ min: 400, max: 599 }).map(hubError),
  fc.boolean().map((maybeReceived) => new HubUnreachableError("http://hub", maybeReceived, new Error("x"))),
);

test("what may not be repeated is sent again only where the hub surely did nothing", () => {
  fc.assert(
    fc.property(failure, (error) => {
      const surelyNotDone =
        error instanceof HubError ? error.status === 429 || error.status === 503 : !error.maybeReceived;
      expect(mayRetry(error, false)).toBe(surelyNotDone);
    }),
  );
});

test("what may be repeated is sent again in all cases where that can help, and in those above", () => {
  fc.assert(
    fc.property(failure, (error) => {
      expect(mayRetry(error, true)).toBe(error.retryable);
      expect(mayRetry(error, true) || !mayRetry(error, false)).toBe(true);
    }),
  );
  expect(mayRetry(new TypeError("a bug of ours"), true)).toBe(false);
});

test("a Retry-After header is a wait of 0 or more, or nothing", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.nat().map(String),
        fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
      ),
      (header) => {
        expect(retryAfterMs(header, 0) ?? 0).toBeGreaterThanOrEqual(0);
      },
    ),
  );
  expect([retryAfterMs(" 3 ", 0), retryAfterMs("-1", 0), retryAfterMs("1.5", 0)]).toEqual([
    3000,
    undefined,
    undefined,
  ]);
});

test("a poll lasts from 0.1 to 20 s, and all waits together fit the connections", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12_800 }),
      fc.integer({ min: 64, max: 10_000 }),
      (waits, connections) => {
        const poll = pollMs(waits, connections, 1);
        expect(poll).toBeGreaterThanOrEqual(100);
        expect(poll).toBeLessThanOrEqual(20_000);
        expect((poll * waits) / connections).toBeLessThanOrEqual(20_000 * Math.max(1, waits / connections));
        expect(pollMs(waits, connections, 2)).toBe(Math.max(100, Math.min(poll, Math.floor(poll / 4))));
      },
    ),
  );
});
