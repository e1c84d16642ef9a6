import type { Outcome, Sample } from "./rig.ts";

export interface Panel {
  readonly load: string;
  readonly hours: number;
  readonly outcomes: readonly { readonly name: string; readonly outcome: Outcome }[];
}

const COLOURS = ["#0b6bcb", "#7db3e8", "#7c3aed", "#c2410c", "#15803d"];
const WIDTH = 440;
const HEIGHT = 150;
const LEFT = 60;
const TOP = 64;
const GAP_X = 90;
const GAP_Y = 74;

/** Age of the queue on the left, instances on the right, a row for each load. */
export function chart(panels: readonly Panel[]): string {
  const names = panels[0]?.outcomes.map(({ name }) => name) ?? [];
  const width = LEFT + 2 * WIDTH + GAP_X + 20;
  const height = TOP + panels.length * (HEIGHT + GAP_Y);
  const legend = names.map((name, i) => {
    const x = LEFT + i * 190;
    return `<rect x="${x}" y="14" width="14" height="4" fill="${COLOURS[i]}"/><text x="${x + 20}" y="21">${name}</text>`;
  });
  const rows = panels.flatMap((panel, row) => {
    const y = TOP + row * (HEIGHT + GAP_Y);
    return [
      plot(
        panel,
        LEFT,
        y,
        `${panel.load}: age of the oldest job in the queue, s`,
        ({ queueAgeMs }) => queueAgeMs / 1000,
      ),
      plot(panel, LEFT + WIDTH + GAP_X, y, `${panel.load}: instances paid for`, ({ instances }) => instances),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<title>Age of the queue and number of instances, by load and rule</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...legend,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

function plot(
  panel: Panel,
  x: number,
  y: number,
  title: string,
  valueOf: (sample: Sample) => number,
): string {
  const all = panel.outcomes.flatMap(({ outcome }) => outcome.samples.map(valueOf));
  const top = niceTop(Math.max(1, ...all));
  const at = (value: number): number => round(y + HEIGHT - (value / top) * HEIGHT);
  const lines = panel.outcomes.map(({ outcome }, i) => {
    const points = thinned(outcome.samples).map(
      (sample) => `${round(x + (sample.at / (panel.hours * 3_600_000)) * WIDTH)},${at(valueOf(sample))}`,
    );
    return `<polyline fill="none" stroke="${COLOURS[i]}" stroke-width="1.3" points="${points.join(" ")}"/>`;
  });
  const grid = [0, 0.5, 1].map((share) => {
    const value = top * share;
    return `<line x1="${x}" x2="${x + WIDTH}" y1="${at(value)}" y2="${at(value)}" stroke="#ddd"/><text x="${x - 6}" y="${at(value) + 4}" text-anchor="end">${value}</text>`;
  });
  const hours = Array.from({ length: 4 }, (_, i) => (panel.hours * i) / 3).map((hour) => {
    const at = round(x + (hour / panel.hours) * WIDTH);
    return `<text x="${at}" y="${y + HEIGHT + 16}" text-anchor="middle">${hour} h</text>`;
  });
  return [
    `<text x="${x}" y="${y - 10}" font-weight="bold">${title}</text>`,
    ...grid,
    ...lines,
    ...hours,
  ].join("\n");
}

/** At most 180 points, each the highest of its share, so that no peak is lost. */
function thinned(samples: readonly Sample[]): Sample[] {
  const share = Math.ceil(samples.length / 180);
  const kept: Sample[] = [];
  for (let i = 0; i < samples.length; i += share) {
    const part = samples.slice(i, i + share);
    kept.push({
      at: part[0]?.at ?? 0,
      queueAgeMs: Math.max(...part.map(({ queueAgeMs }) => queueAgeMs)),
      instances: Math.max(...part.map(({ instances }) => instances)),
    });
  }
  return kept;
}

function niceTop(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 4, 6, 8, 10].find((each) => each * step >= value) ?? 10;
  return factor * step;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
