/** Draws from one seeded stream: the same seed gives the same draws on every machine. */
export interface Random {
  /** 0 up to but not including 1. */
  uniform(): number;
  between(low: number, high: number): number;
  exponential(mean: number): number;
  lognormal(median: number, sigma: number): number;
  /** At least `scale`, with the tail (scale / x) ** shape. */
  pareto(scale: number, shape: number): number;
}

/** sfc32 by Chris Doty-Humphrey, seeded by the numbers in turn. */
export function createRandom(...seeds: readonly number[]): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (const seed of seeds) {
    a ^= seed;
    for (let warmUp = 0; warmUp < 12; warmUp++) next();
  }

  // Never 0, so that its logarithm is finite.
  const open = (): number => 1 - next();
  const normal = (): number => Math.sqrt(-2 * Math.log(open())) * Math.cos(2 * Math.PI * next());
  return {
    uniform: next,
    between: (low, high) => low + (high - low) * next(),
    exponential: (mean) => -mean * Math.log(open()),
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pareto: (scale, shape) => scale * open() ** (-1 / shape),
  };
}
