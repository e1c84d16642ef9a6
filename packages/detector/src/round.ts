/** Further digits are the noise of floating point to those who read them. */
export function toThousandths(value: number): number {
  const rounded = Math.round(value * 1000) / 1000;
  // What is too large for the way there has no thousandths.
  return Number.isFinite(rounded) ? rounded : value;
}
