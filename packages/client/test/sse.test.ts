import fc from "fast-check";
import { expect, test } from "vitest";
import { SseReader } from "../src/sse.ts";

const read = (...pieces: string[]): unknown[] => {
  const reader = new SseReader();
  return pieces.flatMap((piece) => reader.push(piece));
};

test("an event has its type, its data and its id", () => {
  expect(read("event: job\nid: a-1\ndata: {}\n\n")).toEqual([{ event: "job", data: "{}", id: "a-1" }]);
  expect(read("data: x\n\n")).toEqual([{ event: "message", data: "x", id: "" }]);
});

test("lines of data are joined, one space is dropped, fields without a value are empty", () => {
  expect(read("data:a\ndata:  b\ndata\n\n")).toEqual([{ event: "message", data: "a\n b\n", id: "" }]);
});

test("comments and unknown fields say nothing, and what has no data is no event", () => {
  expect(read(": still here\n\nevent: job\n\nretry: 5\nother: x\n\ndata: 1\n\n")).toEqual([
    { event: "message", data: "1", id: "" },
  ]);
});

test("an id holds for what follows, also without an event", () => {
  const reader = new SseReader();
  expect(reader.lastEventId).toBe("");
  expect(reader.push(": still here\nid: a-7\n\ndata: 1\n\n")).toEqual([
    { event: "message", data: "1", id: "a-7" },
  ]);
  expect(reader.push("id: a\0b\n\n")).toEqual([]);
  expect(reader.lastEventId).toBe("a-7");
});

test("an event that is not complete is not told", () => {
  expect(read("data: 1\n")).toEqual([]);
  expect(read("data: 1")).toEqual([]);
});

test("it does not matter where the text is cut, nor how its lines end", () => {
  const event = fc.record({
    event: fc.constantFrom("job", "worker"),
    id: fc.stringMatching(/^[a-z0-9-]{1,9}$/),
    data: fc.array(fc.stringMatching(/^[^\r\n\0]{0,9}$/), { minLength: 1, maxLength: 3 }),
  });
  const events = fc.array(event, { maxLength: 5 });
  const ending = fc.constantFrom("\n", "\r", "\r\n");
  fc.assert(
    fc.property(events, ending, fc.array(fc.nat(300), { maxLength: 20 }), (given, newline, cuts) => {
      const lines = given.flatMap(({ event, id, data }) => [
        `event: ${event}`,
        `id: ${id}`,
        ...data.map((line) => `data: ${line}`),
        "",
      ]);
      // The last CR waits for what follows.
      const text = [...lines, ": end"].join(newline);
      const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
      const expected = given.map(({ event, id, data }) => ({ event, id, data: data.join("\n") }));
      expect(read(...pieces)).toEqual(expected);
    }),
  );
});
