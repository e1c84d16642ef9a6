import fc from "fast-check";
import { expect, test } from "vitest";
import { freshPace, isClear, pace, type Pace, pieceBytes, piecesOf } from "../src/proxy/pacing.ts";

const parcel = (
  arrivedAt: number,
  bytes = 100,
  u = 0.5,
): { arrivedAt: number; bytes: number; u: number } => ({
  arrivedAt,
  bytes,
  u,
});

test("without faults a parcel is due as it comes", () => {
  expect(pace(freshPace, parcel(7), {})).toEqual({ sentAt: 7, dueAt: 7 });
});

test("latency is added to each, jitter around it, never less than nothing", () => {
  const due = (u: number, jitterMs: number): number =>
    pace(freshPace, parcel(10, 100, u), { latencyMs: 50, jitterMs }).dueAt;
  expect([due(0, 20), due(0.5, 20), due(0.75, 20), due(1, 20)]).toEqual([40, 60, 70, 80]);
  expect(due(0, 80)).toBe(10);
  expect(pace(freshPace, parcel(10, 1, 0.75), { jitterMs: 20 }).dueAt).toBe(20);
});

test("a slow link sends one after the other", () => {
  const faults = { bytesPerSecond: 1000, latencyMs: 5 };
  const first = pace(freshPace, parcel(0, 100), faults);
  const second = pace(first, parcel(10, 100), faults);
  const third = pace(second, parcel(500, 100), faults);
  expect([first, second, third]).toEqual([
    { sentAt: 100, dueAt: 105 },
    { sentAt: 200, dueAt: 205 },
    { sentAt: 600, dueAt: 605 },
  ]);
});

const faults = fc.record({
  latencyMs: fc.integer({ min: 0, max: 100 }),
  jitterMs: fc.integer({ min: 0, max: 100 }),
  bytesPerSecond: fc.integer({ min: 1, max: 100_000 }),
});
const gaps = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: 50 }),
    bytes: fc.integer({ min: 1, max: 5000 }),
    u: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

test("nothing overtakes, nothing comes early, and the link is never faster than it is", () => {
  fc.assert(
    fc.property(faults, gaps, (faults, gaps) => {
      let at = 0;
      let last: Pace = freshPace;
      let bytes = 0;
      for (const { gap, ...rest } of gaps) {
        at += gap;
        const next = pace(last, { arrivedAt: at, ...rest }, faults);
        expect(next.dueAt).toBeGreaterThanOrEqual(last.dueAt);
        expect(next.dueAt).toBeGreaterThanOrEqual(at + Math.max(0, faults.latencyMs - faults.jitterMs));
        bytes += rest.bytes;
        last = next;
      }
      expect(last.sentAt + 1e-6).toBeGreaterThanOrEqual((bytes * 1000) / faults.bytesPerSecond);
    }),
  );
});

test("which lanes are clear", () => {
  expect([{}, { latencyMs: 0, jitterMs: 0, blackHole: false }].map(isClear)).toEqual([true, true]);
  const faulty = [{ latencyMs: 1 }, { jitterMs: 1 }, { bytesPerSecond: 1 }, { blackHole: true }];
  expect(faulty.map(isClear)).toEqual([false, false, false, false]);
});

test("pieces are small enough for twenty a second, and not too many", () => {
  expect(pieceBytes({})).toBe(65_536);
  expect(pieceBytes({ bytesPerSecond: 1000 })).toBe(50);
  expect(pieceBytes({ bytesPerSecond: 5 })).toBe(1);
  expect(pieceBytes({ bytesPerSecond: 1e9 })).toBe(65_536);
});

test("pieces together are the chunk", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: 20 }), (chunk, size) => {
      const pieces = piecesOf(chunk, size);
      expect(Buffer.concat(pieces)).toEqual(Buffer.from(chunk));
      for (const piece of pieces.slice(0, -1)) expect(piece).toHaveLength(size);
      expect(pieces.every(({ length }) => length > 0)).toBe(true);
    }),
  );
});
