import { expect, test } from "vitest";
import { leaks } from "./leaks.ts";
import { runFuzz } from "./run-fuzz.ts";

/** A share of `pnpm fuzz`, which sends 100,000, by any seed. */
const REQUESTS = 3_000;

test(
  `a hub bears ${REQUESTS} bad requests: no crash, no 5xx, nothing left behind`,
  { timeout: 120_000 },
  async () => {
    const report = await runFuzz({
      requests: REQUESTS,
      seed: 1,
    });
    expect(report.findings).toEqual([]);
    expect(leaks(report)).toEqual([]);
    // It was the hub that refused them, not the test that sent nothing.
    const { 200: ok = 0, 400: bad = 0, 401: unknown = 0, 404: nowhere = 0 } = report.byStatus;
    for (const count of [ok, bad, unknown, nowhere]) expect(count).toBeGreaterThan(REQUESTS / 100);
  },
);

test("what is left behind is found", () => {
  const held = { heapBytes: 1e8, timers: 8, sockets: 0 };
  expect(leaks({ requests: 1_000, held: [held, held] })).toEqual([]);
  const worse = { heapBytes: 1.1e8, timers: 12, sockets: 1 };
  expect(leaks({ requests: 1_000, held: [held, worse] })).toEqual([
    "the heap grew by 10000000 bytes",
    "4 timers were left",
    "1 sockets were left",
  ]);
});
