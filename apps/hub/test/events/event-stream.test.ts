import { EVENT_HEARTBEAT_MS, type EventType } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { EventLog } from "../../src/events/event-log.ts";
import { workerEvent } from "../../src/events/feed.ts";
import { EventStream, type Sink } from "../../src/http/event-stream.ts";
import { START } from "../jobs/support.ts";
import { FakeClock } from "../units/fake-clock.ts";

/** A response in the hands of the test. */
class FakeSink implements Sink {
  readonly listeners = new Map<string, () => void>();
  text = "";
  full = false;
  state = "open";
  write(text: string): boolean {
    this.text += text;
    return !this.full;
  }
  on(event: "drain" | "close", listener: () => void): void {
    this.listeners.set(event, listener);
  }
  end(): void {
    this.state = "ended";
  }
  destroy(): void {
    this.state = "destroyed";
  }
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }
}

function setUp(
  options: { capacity?: number; lastEventId?: string; types?: EventType[]; before?: number } = {},
) {
  const clock = new FakeClock(START);
  const log = new EventLog(START, options);
  const sink = new FakeSink();
  const add = (name = "w") => log.append(workerEvent(name, "registered", START));
  for (let round = 0; round < (options.before ?? 0); round++) add();
  const stream = new EventStream(sink, log, clock, options.types && new Set(options.types));
  stream.start(options.lastEventId === undefined ? undefined : `${log.epoch}-${options.lastEventId}`);
  return { clock, log, sink, add, stream, frames: () => sink.take().split("\n\n").slice(0, -1) };
}

const names = (frames: string[]): string[] =>
  frames
    .filter((each) => each.startsWith("event: worker"))
    .map((each) => /"workerId":"(\w+)"/.exec(each)?.[1] ?? "");

test("begins with how to come back, and with an id even before the first event", () => {
  const { frames, log } = setUp({ before: 2 });
  expect(frames()).toEqual(["retry: 1000", `: still here\nid: ${log.id(2)}`]);
});

test("an event has its type, its id and its data with ISO times", () => {
  const { frames, add, stream, log } = setUp();
  frames();
  add();
  stream.pump();
  const at = new Date(START).toISOString();
  expect(frames()).toEqual([
    `event: worker\nid: ${log.id(1)}\ndata: {"workerId":"w","change":"registered","at":"${at}"}`,
  ]);
});

test("what happened since the Last-Event-ID comes first", () => {
  const { frames } = setUp({ before: 5, lastEventId: "3" });
  expect(frames()).toHaveLength(2 + 2);
});

test("a Last-Event-ID that is too old gets a reset, and no half of the past", () => {
  const { frames, log } = setUp({ before: 5, capacity: 2, lastEventId: "1" });
  expect(frames()).toEqual([
    "retry: 1000",
    `event: reset\nid: ${log.id(5)}\ndata: {"reason":"that event is too long ago"}`,
  ]);
});

test("other types are left out, and the heartbeat moves the id past them", async () => {
  const { frames, add, stream, clock, log } = setUp({ types: ["job"] });
  frames();
  add();
  stream.pump();
  expect(frames()).toEqual([]);
  await clock.advance(EVENT_HEARTBEAT_MS);
  expect(frames()).toEqual([`: still here\nid: ${log.id(1)}`]);
  await clock.advance(EVENT_HEARTBEAT_MS);
  expect(frames()).toHaveLength(1);
});

test("a full reader gets the rest when it has room again, nothing twice", () => {
  const { sink, add, stream, frames } = setUp();
  frames();
  sink.full = true;
  add("a");
  stream.pump();
  add("b");
  stream.pump();
  expect(names(frames())).toEqual(["a"]);
  sink.full = false;
  sink.listeners.get("drain")?.();
  expect(names(frames())).toEqual(["b"]);
});

test("a reader that falls out of the ring is told so when it has room, and goes on", () => {
  const { sink, add, stream, frames, log } = setUp({ capacity: 3 });
  frames();
  sink.full = true;
  add("a");
  stream.pump();
  for (let round = 0; round < 5; round++) add();
  stream.pump();
  sink.full = false;
  expect(names(frames())).toEqual(["a"]);
  sink.listeners.get("drain")?.();
  add("z");
  stream.pump();
  const [reset, ...rest] = frames();
  expect(reset).toBe(`event: reset\nid: ${log.id(6)}\ndata: {"reason":"too many events at once"}`);
  expect(names(rest)).toEqual(["z"]);
});

test("a reader that takes nothing from one heartbeat to the next is cut off, one that takes a little is not", async () => {
  const { sink, add, stream, clock } = setUp();
  sink.full = true;
  add();
  stream.pump();
  await clock.advance(EVENT_HEARTBEAT_MS);
  add();
  sink.listeners.get("drain")?.();
  await clock.advance(EVENT_HEARTBEAT_MS);
  expect(sink.state).toBe("open");
  await clock.advance(EVENT_HEARTBEAT_MS);
  expect(sink.state).toBe("destroyed");
  expect(clock.waiting).toEqual([]);
});

test("a closed reader leaves no timer, and is written to no more", () => {
  const { sink, add, stream, clock, frames } = setUp();
  frames();
  sink.listeners.get("close")?.();
  add();
  stream.pump();
  stream.end();
  expect(frames()).toEqual([]);
  expect(clock.waiting).toEqual([]);
  expect(sink.state).toBe("open");
});

test("ends cleanly when the hub stops", () => {
  const { sink, stream, clock } = setUp();
  stream.end();
  expect(sink.state).toBe("ended");
  expect(clock.waiting).toEqual([]);
});

test("a long past goes out in several writes", () => {
  const writes: number[] = [];
  const { log, stream, clock } = setUp({ before: 3_000 });
  stream.end();
  const again = new EventStream(
    {
      on: () => {},
      end: () => {},
      destroy: () => {},
      write: (text) => writes.push(text.length) > 0,
    },
    log,
    clock,
    undefined,
  );
  again.start(log.id(1));
  expect(writes.length).toBeGreaterThan(3);
  expect(Math.max(...writes)).toBeLessThan(70 * 1024);
});
