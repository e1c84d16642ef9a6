type Pair = readonly [low: number, high: number];

export function scaleLinear([low, high]: Pair, [from, to]: Pair): (value: number) => number {
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

export function scaleLog([low, high]: Pair, range: Pair): (value: number) => number {
  const linear = scaleLinear([Math.log(low), Math.log(high)], range);
  return (value) => linear(Math.log(value));
}

/** 1, 2, 5, 10, 20 … within the range. */
export function logTicks([low, high]: Pair): number[] {
  const ticks: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power >= low && step * power <= high) ticks.push(step * power);
  }
  return ticks;
}

export interface Dot {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedLabel extends Dot {
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: "start" | "end";
}

const [LINE, OFF, LETTER] = [16, 12, 6.4];

/** Beside their dots, on the side with room, and each moved up until it covers no label before it. */
export function placeLabels(dots: readonly Dot[], right: number): PlacedLabel[] {
  const placed: { label: PlacedLabel; from: number; to: number }[] = [];
  for (const dot of [...dots].sort((a, b) => b.y - a.y)) {
    const width = dot.name.length * LETTER;
    const anchor = dot.x + OFF + width > right ? "end" : "start";
    const labelX = anchor === "end" ? dot.x - OFF : dot.x + OFF;
    const [from, to] = anchor === "end" ? [labelX - width, labelX] : [labelX, labelX + width];
    let labelY = dot.y - 6;
    const covers = (other: (typeof placed)[number]): boolean =>
      Math.abs(other.label.labelY - labelY) < LINE && from < other.to && to > other.from;
    while (placed.some(covers)) labelY -= 2;
    placed.push({ label: { ...dot, labelX, labelY, anchor }, from, to });
  }
  return placed.map(({ label }) => label);
}
