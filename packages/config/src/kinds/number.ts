import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { describeRange, kindOf } from "./kind.ts";

/** What a field of numbers can be given. */
export interface NumberOptions extends FieldOptions<number> {
  /** The least good value. Default: any finite number. */
  readonly min?: number;
  /** The greatest good value. Default: any finite number. */
  readonly max?: number;
  /** What is counted. Default: nothing is said. */
  readonly unit?: string;
}

const decimal = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A finite number with digits on both sides of its point, if it has one: `0.5`, `3`, `1e-7`; not `.5` or `10%`. */
export function number(options: NumberOptions = {}): Field<number> {
  const { min, max, unit } = options;
  const checks = [...(min === undefined ? [] : [z.gte(min)]), ...(max === undefined ? [] : [z.lte(max)])];
  const counted = unit === undefined ? "" : ` of ${unit}`;
  const kind = kindOf<number>({
    expected: `a number${counted}${describeRange(min?.toString(), max?.toString())}`,
    example: String(min ?? max ?? 1),
    schema: z.number().check(...checks),
    read: (text) => (decimal.test(text) ? Number(text) : text),
    write: String,
  });
  return makeField(kind, options, { min: true, max: true, unit: true }, unit);
}
