import { describe, expect, test } from "vitest";
import { peakShare } from "../../bench/figures.ts";
import { judgeLife } from "../../bench/judge-life.ts";
import { outside } from "../../bench/trace.ts";
import { lifeOf, traceOf } from "./traces.ts";

describe("judgeLife", () => {
  const dying = lifeOf({ crashAt: 5000 });
  const cases = [
    ["an accusation that stays is the detection", [{ from: 6500, to: Infinity }], { detectionMs: 1500 }],
    [
      "one that a late heartbeat ended is not",
      [
        { from: 5500, to: 5600 },
        { from: 7600, to: Infinity },
      ],
      { detectionMs: 2600, mistakes: [] },
    ],
    [
      "one from before the crash is a mistake up to the crash, and detects at once",
      [{ from: 4000, to: Infinity }],
      { detectionMs: 0, mistakes: [{ from: 4000, to: 5000 }] },
    ],
    [
      "a mistake that ended leaves the death to be noticed",
      [{ from: 1000, to: 1200 }],
      { missed: true, mistakes: [{ from: 1000, to: 1200 }] },
    ],
    ["no accusation misses the death", [], { missed: true, detectionMs: undefined }],
  ] as const;

  for (const [what, accused, expected] of cases) {
    test(what, () => expect(judgeLife(dying, accused)).toMatchObject(expected));
  }

  test("who lives on is no detection, and a mistake ends with the trace", () => {
    expect(judgeLife(lifeOf(), [{ from: 9000, to: Infinity }])).toEqual({
      mistakes: [{ from: 9000, to: 10_000 }],
      detectionMs: undefined,
      missed: false,
    });
  });
});

describe("peakShare", () => {
  const lives = [0, 1, 2, 3].map((node) => lifeOf({ node }));

  test("counts what overlaps, of the workers alive", () => {
    const mistakes = [
      { from: 1000, to: 3000 },
      { from: 2000, to: 4000 },
      { from: 4000, to: 5000 },
    ];
    expect(peakShare(traceOf({ nodes: 4, lives }), mistakes)).toBe(0.5);
  });

  test("counts accusations that end at the moment they begin", () => {
    const mistakes = [1, 2, 3].map(() => ({ from: 2000, to: 2000 }));
    expect(peakShare(traceOf({ nodes: 4, lives }), mistakes)).toBe(0.75);
  });

  test("leaves out the dead and the not yet born", () => {
    const some = [lifeOf(), lifeOf({ node: 1, crashAt: 1000 }), lifeOf({ node: 2, registeredAt: 8000 })];
    expect(peakShare(traceOf({ nodes: 3, lives: some }), [{ from: 2000, to: 3000 }])).toBe(1);
  });
});

test("outside: the end of the span that holds the moment, or the moment itself", () => {
  const spans = [
    { from: 10, to: 20 },
    { from: 30, to: 40 },
  ];
  expect([5, 10, 19, 20, 25, 35, 40, 99].map((at) => outside(spans, at))).toEqual([
    5, 20, 20, 20, 25, 40, 40, 99,
  ]);
});
