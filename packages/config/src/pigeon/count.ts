import type { Field } from "../field.ts";
import { integer, type IntegerOptions } from "../kinds/integer.ts";

/** From 1 to 1,000,000. */
export function count(options: IntegerOptions): Field<number> {
  return integer({ min: 1, max: 1_000_000, ...options });
}
