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
  const { min = -Infinity, max = Infinity, unit } = options;
  const counted = unit === undefined ? "" : ` of ${unit}`;
  const kind = kindOf<number>(
    {
      expected: `a number${counted}${describeRange(options.min?.toString(), options.max?.toString())}`,
      example: String(options.min ?? options.max ?? 1),
      json: {
        type: "number",
        ...(options.min === undefined ? {} : { minimum: min }),
        ...(options.max === undefined ? {} : { maximum: max }),
      },
      read: (text) => (decimal.test(text) ? Number(text) : text),
      write: String,
    },
    (value): value is number =>
      typeof value === "number" && Number.isFinite(value) && min <= value && value <= max,
  );
  return makeField(kind, options, unit);
}
