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
