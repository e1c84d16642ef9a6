/** Text and number of a unit, the greatest first. */
export type Units = readonly (readonly [symbol: string, size: number])[];

/** `value` times `size`, exact: undefined where that is no whole number, or too great for one. */
export function scale(value: string, size: number): number | undefined {
  const [whole = "", fraction = ""] = value.split(".");
  const product = BigInt(whole + fraction) * BigInt(size);
  const divisor = 10n ** BigInt(fraction.length);
  const result = Number(product / divisor);
  return product % divisor === 0n && Number.isSafeInteger(result) ? result : undefined;
}
