import { describe, expect, test } from "vitest";
import { detectionAt } from "../../bench/interpolate.ts";
import { logTicks, scaleLog } from "../../bench/report/chart-layout.ts";
import { placeLabels } from "../../bench/report/place-labels.ts";
import { drawChart } from "../../bench/report/chart.ts";

const point = (mistakesPerNodeDay: number, meanMs: number) => ({ at: 0, mistakesPerNodeDay, meanMs });

describe("detectionAt", () => {
  test("is linear in the logarithm of mistakes", () => {
    expect(detectionAt([point(100, 1000), point(1, 3000)], 10)).toBeCloseTo(2000);
  });

  test("takes the fastest crossing of a curve that goes back and forth", () => {
    const points = [point(100, 1000), point(10, 2000), point(20, 2500), point(5, 3000)];
    expect(detectionAt(points, 15)).toBeLessThan(2000);
  });

  test("does not guess beyond a curve, nor from a point without mistakes", () => {
    const points = [point(100, 1000), point(10, 2000), point(0, 3000)];
    expect(detectionAt(points, 5)).toBeUndefined();
    expect(detectionAt(points, 200)).toBeUndefined();
  });
});

describe("the chart", () => {
  const panel = {
    title: "A < B",
    mistakes: [1, 100],
    seconds: [0, 6],
    curves: [
      {
        name: "one",
        points: [
          { mistakes: 1, meanMs: 6000 },
          { mistakes: 100, meanMs: 0 },
        ],
      },
    ],
    points: [
      { name: "adaptive", mistakes: 10, meanMs: 3000 },
      { name: "beyond", mistakes: 1000, meanMs: 3000 },
    ],
  } as const;
  const svg = drawChart('a "title"', [panel]);

  test("draws a curve from corner to corner", () => {
    expect(svg).toContain('d="M52.0 44.0L444.0 374.0"');
  });

  test("draws and names what lies inside, and leaves out what does not", () => {
    expect(svg).toContain('<circle class="own" cx="248.0" cy="209.0"');
    expect(svg).toContain(">adaptive</text>");
    expect(svg).not.toContain("beyond");
  });

  test("escapes what people write, and has no number that is none", () => {
    expect(svg).toContain("A &lt; B");
    expect(svg).toContain('aria-label="a &quot;title&quot;"');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/u);
  });
});

test("labels cover neither one another nor dots nor curves, and stay within the plot", () => {
  const dots = [0, 1, 2, 3].map((index) => ({ name: `policy ${index}`, x: 90 + index, y: 50 }));
  const area = { left: 0, right: 200, top: 0, bottom: 100 };
  const curve = Array.from({ length: 40 }, (_, index) => [5 * index, 70] as const);
  const boxes = placeLabels(dots, area, [curve]).map(({ name, labelX, labelY, anchor }) => {
    const width = 6 * name.length;
    const left = anchor === "end" ? labelX - width : labelX;
    return { left, right: left + width, top: labelY - 10, bottom: labelY + 3 };
  });
  expect(boxes).toHaveLength(4);
  for (const [index, { left, right, top, bottom }] of boxes.entries()) {
    expect(Math.min(left, 200 - right, top, 100 - bottom)).toBeGreaterThanOrEqual(0);
    expect(top > 70 || bottom < 70).toBe(true);
    for (const { x, y } of dots) expect(x > left && x < right && y > top && y < bottom).toBe(false);
    for (const other of boxes.slice(index + 1))
      expect(left < other.right && other.left < right && top < other.bottom && other.top < bottom).toBe(
        false,
      );
  }
  const [edge] = placeLabels([{ name: "far right", x: 190, y: 50 }], area);
  expect(edge).toMatchObject({ anchor: "end", labelX: 178 });
});

test("a logarithmic scale and its ticks", () => {
  expect(scaleLog([1, 100], [0, 10])(10)).toBeCloseTo(5);
  expect(logTicks([1, 100])).toEqual([1, 2, 5, 10, 20, 50, 100]);
  expect(logTicks([5, 400])).toEqual([5, 10, 20, 50, 100, 200]);
});
