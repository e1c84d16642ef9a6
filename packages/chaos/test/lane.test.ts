import fc from "fast-check";
import { expect, test } from "vitest";
import { streamOf } from "../src/draw.ts";
import { FakeClock } from "../src/testing.ts";
import type { LaneFaults } from "../src/index.ts";
import { Lane } from "../src/proxy/lane.ts";

interface Fixture {
  readonly lane: Lane;
  readonly clock: FakeClock;
  /** What came, as a text; "." for the end. */
  readonly text: () => string;
  readonly full: boolean[];
  /** What the outlet answers to a write. */
  accepts: boolean;
}

function laneOf(faults: LaneFaults, connected = true): Fixture {
  const clock = new FakeClock();
  const full: boolean[] = [];
  const lane = new Lane(clock, streamOf(1), faults, (now) => full.push(now));
  let text = "";
  const fixture = { lane, clock, text: () => text, full, accepts: true };
  const write = (chunk: Uint8Array): boolean => {
    text += Buffer.from(chunk).toString();
    return fixture.accepts;
  };
  const outlet = { write, end: () => void (text += ".") };
  if (connected) lane.outlet = outlet;
  else Object.assign(fixture, { connect: () => (lane.outlet = outlet) });
  return fixture;
}

test("a clear lane passes at once, and the end after the bytes", () => {
  const { lane, clock, text } = laneOf({});
  lane.push(Buffer.from("abc"));
  lane.end();
  expect([text(), clock.pendingTimers, lane.delayed]).toEqual(["abc.", 0, 0]);
});

test("latency holds bytes and the end", async () => {
  const { lane, clock, text } = laneOf({ latencyMs: 50 });
  lane.push(Buffer.from("a"));
  await clock.advance(20);
  lane.push(Buffer.from("b"));
  lane.end();
  await clock.advance(29);
  expect(text()).toBe("");
  await clock.advance(1);
  expect(text()).toBe("a");
  await clock.advance(20);
  expect([text(), lane.delayed]).toEqual(["ab.", 2]);
});

test("a slow link delivers piece by piece", async () => {
  const { lane, clock, text } = laneOf({ bytesPerSecond: 100 });
  lane.push(Buffer.from("abcdefghij"));
  expect(lane.delayed).toBe(2);
  await clock.advance(50);
  expect(text()).toBe("abcde");
  await clock.advance(49);
  expect(text()).toBe("abcde");
  await clock.advance(1);
  expect(text()).toBe("abcdefghij");
});

test("a black hole lets nothing pass, and loses nothing", async () => {
  const { lane, clock, text } = laneOf({ blackHole: true });
  lane.push(Buffer.from("a"));
  lane.end();
  await clock.advance(1e6);
  expect([text(), clock.pendingTimers]).toEqual(["", 0]);
  lane.faults = { latencyMs: 5 };
  // It was under way for long enough.
  expect(text()).toBe("a.");
});

test("other faults hold for what is under way too", async () => {
  const { lane, clock, text } = laneOf({ latencyMs: 1e6 });
  lane.push(Buffer.from("a"));
  lane.faults = { latencyMs: 30 };
  await clock.advance(29);
  expect(text()).toBe("");
  lane.push(Buffer.from("b"));
  await clock.advance(1);
  expect(text()).toBe("a");
  lane.faults = {};
  expect([text(), clock.pendingTimers]).toEqual(["ab", 0]);
});

test("until it leads somewhere, a lane keeps what it has", () => {
  const fixture = laneOf({}, false) as Fixture & { connect: () => void };
  fixture.lane.push(Buffer.from("a"));
  expect([fixture.text(), fixture.clock.pendingTimers]).toEqual(["", 0]);
  fixture.connect();
  expect(fixture.text()).toBe("a");
});

test("an end that can take no more is asked again when it can", () => {
  const fixture = laneOf({});
  const { lane, text, clock } = fixture;
  fixture.accepts = false;
  lane.push(Buffer.from("a"));
  lane.push(Buffer.from("b"));
  lane.end();
  expect([text(), clock.pendingTimers]).toEqual(["a", 0]);
  fixture.accepts = true;
  lane.unblock();
  expect(text()).toBe("ab.");
});

test("a source is held up beyond a megabyte under way, and let go below", async () => {
  const { lane, full, clock } = laneOf({ latencyMs: 10 });
  const half = new Uint8Array(512 * 1024);
  lane.push(half);
  lane.push(half);
  expect(full).toEqual([]);
  await clock.advance(5);
  lane.push(half.subarray(0, 1));
  expect(full).toEqual([true]);
  await clock.advance(5);
  expect(full).toEqual([true, false]);
});

test("a closed lane delivers nothing more", async () => {
  const { lane, clock, text } = laneOf({ latencyMs: 10 });
  lane.push(Buffer.from("a"));
  lane.close();
  expect(clock.pendingTimers).toBe(0);
  lane.push(Buffer.from("b"));
  await clock.advance(20);
  expect(text()).toBe("");
});

const lanes = fc.record({
  latencyMs: fc.integer({ min: 0, max: 50 }),
  jitterMs: fc.integer({ min: 0, max: 50 }),
  blackHole: fc.boolean(),
});
type Act = { push: string } | { wait: number } | { faults: LaneFaults };
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ push: fc.string({ minLength: 1, maxLength: 10 }) }),
    fc.record({ wait: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ faults: lanes }),
  ),
  { maxLength: 30 },
);

test("whatever happens on the way, every byte comes, once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (acts) => {
      const { lane, clock, text } = laneOf({});
      let sent = "";
      for (const act of acts) {
        if ("wait" in act) await clock.advance(act.wait);
        else if ("faults" in act) lane.faults = act.faults;
        else {
          sent += act.push;
          lane.push(Buffer.from(act.push));
          expect(sent.startsWith(text())).toBe(true);
        }
      }
      lane.end();
      lane.faults = {};
      expect(text()).toBe(`${sent}.`);
    }),
    { numRuns: 60 },
  );
});
