import fc from "fast-check";
import { expect, test } from "vitest";
import { HintSender, hintsText, readHints, type Hints } from "../../src/replicas/hints.ts";
import { FakeClock } from "../units/fake-clock.ts";

const nothing: Hints = { queued: [], finished: [], ended: [], moved: [] };

test("the first word goes at once, and those that follow in one", async () => {
  const clock = new FakeClock(0);
  const sent: Hints[] = [];
  const hints = new HintSender(clock, (text) => void sent.push(readHints(text) as Hints));
  hints.queued("mail");
  hints.finished("j1");
  expect(sent).toEqual([]);
  await clock.advance(0);
  expect(sent).toEqual([{ ...nothing, queued: ["mail"], finished: ["j1"] }]);
  hints.queued("mail");
  await clock.advance(10);
  hints.queued("mail");
  hints.delayed(70);
  hints.delayed(50);
  hints.ended("w1", "l1", true);
  hints.moved([]);
  hints.moved(["w2"]);
  await clock.advance(14);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual({
    queued: ["mail"],
    finished: [],
    ended: [["w1", "l1", 1]],
    moved: ["w2"],
    delayedUntil: 50,
  });
  await clock.advance(1_000);
  expect(sent).toHaveLength(2);
  hints.finished("j2");
  await clock.advance(0);
  expect(sent).toHaveLength(3);
});

test("what is too long for a notification is said in short, and misses nothing", () => {
  const ids = fc.array(fc.uuid(), { maxLength: 400 });
  const types = fc.array(fc.string({ minLength: 1, maxLength: 128 }), { maxLength: 150 });
  fc.assert(
    fc.property(ids, ids, types, (finished, moved, queued) => {
      const hints: Hints = {
        queued,
        finished,
        ended: moved.map((id) => [id, id, 0] as const),
        moved,
        delayedUntil: 5,
      };
      const text = hintsText(hints);
      expect(text.length).toBeLessThanOrEqual(7_900);
      const read = readHints(text);
      expect(read?.delayedUntil).toBe(5);
      expect(read?.finished === true || read?.finished).toEqual(read?.finished === true ? true : finished);
      expect(read?.moved === true || read?.moved).toEqual(read?.moved === true ? true : moved);
      // Whoever hears of one type looks for all.
      if (queued.length > 0) expect(read?.queued.length).toBeGreaterThan(0);
    }),
  );
});

test.each(["", "{", "null", "7", '{"queued":"mail"}', '{"queued":[],"finished":1,"ended":[],"moved":[]}'])(
  "what is no hint is none: %s",
  (text) => expect(readHints(text)).toBeUndefined(),
);
