import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { describeRange, kindOf } from "./kind.ts";

/** What a field of whole numbers can be given. */
export interface IntegerOptions extends FieldOptions<number> {
  /** The least good value. Default: -(2^53 - 1). */
  readonly min?: number;
  /** The greatest good value. Default: 2^53 - 1. */
  readonly max?: number;
  /** What is counted, such as `"days"`. Default: nothing is said. */
  readonly unit?: string;
}

// `Number()` alone takes "", " ", "0x10" and "1e3"; text of another form goes on as text and is refused.
const digits = /^-?\d+$/;

/** A whole number, in digits: `5s`, `1.5`, `1e3` and `0x10` are none. */
export function integer(options: IntegerOptions = {}): Field<number> {
  const { min, max, unit } = options;
  const [from, to] = [min ?? Number.MIN_SAFE_INTEGER, max ?? Number.MAX_SAFE_INTEGER];
  const counted = unit === undefined ? "" : ` of ${unit}`;
  const kind = kindOf<number>({
    expected: `a whole number${counted}${describeRange(min?.toString(), max?.toString())}`,
    example: String(min ?? max ?? 1),
    schema: z.int().check(z.gte(from), z.lte(to)),
    read: (text) => (digits.test(text) ? Number(text) : text),
    write: String,
  });
  return makeField(kind, options, { min: true, max: true, unit: true }, unit);
}
