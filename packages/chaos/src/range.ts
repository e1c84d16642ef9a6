import type { Range } from "./types.ts";

/** The value of a range at `u` in [0, 1). */
export function valueAt(range: Range, u: number): number {
  return typeof range === "number" ? range : range.min + u * (range.max - range.min);
}
