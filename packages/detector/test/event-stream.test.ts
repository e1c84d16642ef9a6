import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { DetectorOptionsError, type DetectorEvent, type EventStreamOptions } from "../src/index.ts";
import { EventStream } from "../src/event-stream.ts";

const event = (reason: string): DetectorEvent => ({
  type: "cleared",
  workerId: "w",
  reason,
  at: new Date(0),
});

function open(options: EventStreamOptions = {}) {
  const ends: string[] = [];
  const stream = new EventStream(options, () => ends.push("end"));
  return { stream, ends };
}

/** All that can be read without waiting: reasons, counts of dropped events, and the end. */
async function readAll(stream: EventStream, most = 1000): Promise<(string | number)[]> {
  const read: (string | number)[] = [];
  while (read.length < most) {
    const result = await Promise.race([stream.next(), Promise.resolve().then(() => Promise.resolve())]);
    if (!result) break;
    if (result.done) return [...read, "end"];
    const { value } = result;
    read.push(value.type === "dropped" ? value.count : value.type === "cleared" ? value.reason : "?");
  }
  return read;
}

describe("a stream of events", () => {
  test("gives what came before and after the read, in order", async () => {
    const { stream } = open();
    stream.push(event("a"));
    stream.push(event("b"));
    const reads = [stream.next(), stream.next(), stream.next(), stream.next()];
    stream.push(event("c"));
    stream.push(event("d"));
    stream.push(event("e"));
    const results = await Promise.all(reads);
    expect(results).toEqual(["a", "b", "c", "d"].map((reason) => ({ done: false, value: event(reason) })));
    expect(await readAll(stream, 1)).toEqual(["e"]);
  });

  test("keeps no more than maxBuffered, drops the oldest and tells how many", async () => {
    const { stream } = open({ maxBuffered: 2 });
    for (const reason of ["a", "b", "c", "d", "e"]) stream.push(event(reason));
    stream.end();
    expect(await readAll(stream)).toEqual([3, "d", "e", "end"]);
  });

  test("counts what is dropped anew after it was told", async () => {
    const { stream } = open({ maxBuffered: 1 });
    stream.push(event("a"));
    stream.push(event("b"));
    expect(await readAll(stream, 1)).toEqual([1]);
    stream.push(event("c"));
    stream.push(event("d"));
    stream.end();
    expect(await readAll(stream)).toEqual([2, "d", "end"]);
  });

  test("drops nothing as long as the buffer is not full, however much passes through", async () => {
    const { stream } = open({ maxBuffered: 3 });
    const seen: (string | number)[] = [];
    for (let round = 0; round < 50; round++) {
      for (const each of ["a", "b", "c"]) stream.push(event(`${each}${round}`));
      seen.push(...(await readAll(stream, 2)));
      seen.push(...(await readAll(stream, 1)));
    }
    expect(seen).toEqual(
      Array.from({ length: 50 }, (_, round) => ["a", "b", "c"].map((each) => `${each}${round}`)).flat(),
    );
  });

  test("counts only what is still to be read as buffered", async () => {
    const { stream } = open({ maxBuffered: 10 });
    for (let count = 0; count < 10; count++) stream.push(event(`${count}`));
    expect(await readAll(stream, 4)).toEqual(["0", "1", "2", "3"]);
    for (let count = 10; count < 14; count++) stream.push(event(`${count}`));
    stream.end();
    expect(await readAll(stream)).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `${index + 4}`),
      "end",
    ]);
  });

  test("holds a thousand by default", async () => {
    const { stream } = open();
    for (let count = 0; count <= 1000; count++) stream.push(event(`${count}`));
    stream.end();
    const read = await readAll(stream, 2000);
    expect(read.slice(0, 2)).toEqual([1, "1"]);
    expect(read).toHaveLength(1002);
  });

  test("after its end gives what is in the buffer, then the end, again and again", async () => {
    const { stream, ends } = open();
    stream.push(event("a"));
    stream.end();
    stream.end();
    expect(ends).toEqual(["end"]);
    expect(stream.ended).toBe(true);
    expect(await readAll(stream)).toEqual(["a", "end"]);
    expect(await readAll(stream)).toEqual(["end"]);
  });

  test("its end reaches every read that waits", async () => {
    const { stream } = open();
    const reads = [stream.next(), stream.next()];
    stream.end();
    expect(await Promise.all(reads)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  test("leaving the loop ends it, and what was not read is gone", async () => {
    const { stream, ends } = open({ maxBuffered: 2 });
    for (const reason of ["a", "b", "c", "d"]) stream.push(event(reason));
    for await (const { type } of stream) {
      expect(type).toBe("dropped");
      break;
    }
    expect(ends).toEqual(["end"]);
    expect(await readAll(stream)).toEqual(["end"]);
    expect(await stream.return()).toEqual({ done: true, value: undefined });
    expect(ends).toHaveLength(1);
  });

  test("a read in the middle of dropping forgets nothing when the stream is closed", async () => {
    const { stream } = open({ maxBuffered: 1 });
    stream.push(event("a"));
    stream.push(event("b"));
    await stream.return();
    expect(await readAll(stream)).toEqual(["end"]);
  });

  test("a signal ends it at once, and is let go of", async () => {
    const controller = new AbortController();
    const { stream, ends } = open({ signal: controller.signal });
    stream.push(event("a"));
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    controller.abort();
    expect(ends).toEqual(["end"]);
    expect(await readAll(stream)).toEqual(["end"]);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    const other = new AbortController();
    const { stream: ended } = open({ signal: other.signal });
    ended.end();
    expect(getEventListeners(other.signal, "abort")).toHaveLength(0);
  });

  test("a signal that has aborted before leaves nothing to read", async () => {
    const { stream } = open({ signal: AbortSignal.abort() });
    expect(stream.ended).toBe(true);
    expect(await readAll(stream)).toEqual(["end"]);
  });

  test("its options are checked, all at once", () => {
    const problemsOf = (options: object): string[] => {
      try {
        open(options);
      } catch (error) {
        if (error instanceof DetectorOptionsError)
          return error.problems.map((p) => `${p.option}: ${p.received}, ${p.expected}`);
      }
      return [];
    };
    const whole = "a whole number from 1 to 100000";
    for (const good of [1, 100_000, undefined]) expect(problemsOf({ maxBuffered: good })).toEqual([]);
    for (const bad of [0, 100_001, 1.5])
      expect(problemsOf({ maxBuffered: bad })).toEqual([`maxBuffered: ${bad} (number), ${whole}`]);
    expect(problemsOf({ maxBuffered: "2", signal: {}, other: 1 })).toEqual([
      `maxBuffered: "2" (string), ${whole}`,
      "signal: a value of type object, an AbortSignal",
      "other: a value of type number, one of the options signal, maxBuffered",
    ]);
  });
});
