import fc from "fast-check";
import { expect, test } from "vitest";
import { SseParser } from "../src/live/sse.ts";

const frame = ({ event, id, data }: { event: string; id: string; data: string }) =>
  `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;

test("however the stream is cut, the same events come out", () => {
  const part = fc.record({
    event: fc.constantFrom("job", "worker", "reset"),
    id: fc.stringMatching(/^[a-z0-9-]{1,8}$/),
    data: fc.json(),
  });
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(400)), (frames, cuts) => {
      const text = `retry: 1000\n\n: still here\nid: x-0\n\n${frames.map(frame).join("")}`;
      const places = [
        0,
        ...cuts.filter((cut) => cut < text.length).sort((one, two) => one - two),
        text.length,
      ];
      const parser = new SseParser();
      const got = places.slice(1).flatMap((end, index) => parser.push(text.slice(places[index], end)));
      expect(got).toEqual(frames);
      expect(parser.lastId).toBe(frames.at(-1)?.id ?? "x-0");
    }),
  );
});

test("a heartbeat moves the place to come back to; what a break left behind is forgotten", () => {
  const parser = new SseParser();
  parser.push(frame({ event: "job", id: "a-1", data: "{}" }));
  expect(parser.push(": still here\nid: a-7\n\n")).toEqual([]);
  expect(parser.lastId).toBe("a-7");
  parser.push("event: job\nid: a-8\nda");
  parser.restart();
  expect(parser.push(frame({ event: "job", id: "a-8", data: "{}" }))).toHaveLength(1);
});
