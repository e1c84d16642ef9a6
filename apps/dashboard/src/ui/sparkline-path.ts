/** An SVG path through values that are equally far apart; the largest touches the top. */
export function sparklinePath(values: readonly number[], width: number, height: number): string {
  const largest = Math.max(...values, 0.001);
  const step = width / Math.max(1, values.length - 1);
  return values
    .map((value, index) => {
      const y = height - 1 - (Math.max(0, value) / largest) * (height - 2);
      return `${index === 0 ? "M" : "L"}${round(index * step)} ${round(y)}`;
    })
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
