/**
 * The last `size` values of one worker inside a policy's memory, with their sum and the sum of their
 * squares: count, next, sum, squares, then the values.
 */
export interface GapWindow {
  /** Numbers of memory. */
  readonly memorySize: number;
  clear(memory: Float64Array, at: number): void;
  add(memory: Float64Array, at: number, value: number): void;
  mean(memory: Float64Array, at: number): number;
  /** Of the values held, as a whole population. */
  deviation(memory: Float64Array, at: number): number;
}

const NEXT = 1;
const SUM = 2;
const SQUARES = 3;
const VALUES = 4;

export function gapWindow(size: number): GapWindow {
  function mean(memory: Float64Array, at: number): number {
    return (memory[at + SUM] ?? 0) / (memory[at] ?? 0);
  }

  return {
    memorySize: VALUES + size,
    mean,
    deviation(memory, at) {
      const average = mean(memory, at);
      return Math.sqrt(Math.max(0, (memory[at + SQUARES] ?? 0) / (memory[at] ?? 0) - average * average));
    },
    clear(memory, at) {
      memory.fill(0, at, at + VALUES + size);
    },
    add(memory, at, value) {
      const next = memory[at + NEXT] ?? 0;
      const oldest = memory[at + VALUES + next] ?? 0;
      memory[at + VALUES + next] = value;
      memory[at] = Math.min(size, (memory[at] ?? 0) + 1);
      memory[at + NEXT] = (next + 1) % size;
      if (next + 1 === size) return sumUp(memory, at, size);
      memory[at + SUM] = (memory[at + SUM] ?? 0) + value - oldest;
      memory[at + SQUARES] = (memory[at + SQUARES] ?? 0) + value * value - oldest * oldest;
    },
  };
}

/** Once a round the sums are made anew, so that rounding errors do not gather. */
function sumUp(memory: Float64Array, at: number, size: number): void {
  let sum = 0;
  let squares = 0;
  for (let index = at + VALUES; index < at + VALUES + size; index++) {
    const value = memory[index] ?? 0;
    sum += value;
    squares += value * value;
  }
  memory[at + SUM] = sum;
  memory[at + SQUARES] = squares;
}
