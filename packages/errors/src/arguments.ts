/** @throws {RangeError} naming the argument, what was expected and what was received. */
export function checkPositive(name: string, value: number): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw new RangeError(`${name} must be a finite number > 0, received ${shown(value)}`);
}

/** @throws {RangeError} naming the argument, what was expected and what was received. */
export function checkCount(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} must be an integer >= 0, received ${shown(value)}`);
}

/** A value and its kind, without the contents of objects. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 40))} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
