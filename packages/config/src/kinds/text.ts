import { makeField, type Field, type FieldOptions } from "../field.ts";
import { describeRange, kindOf } from "./kind.ts";

/** What a field of text can be given. */
export interface TextOptions extends FieldOptions<string> {
  /** Fewest characters. Default: 1. */
  readonly minLength?: number;
  /** Most characters. Default: any number. */
  readonly maxLength?: number;
  /** What the text must match. Default: anything. */
  readonly pattern?: RegExp;
  /** Completes "expected …". Default: the lengths and the pattern. */
  readonly expected?: string;
}

/** Text. */
export function text(options: TextOptions = {}): Field<string> {
  const { minLength = 1, maxLength = Infinity, pattern } = options;
  const kind = kindOf<string>(
    {
      expected: options.expected ?? describeText(options),
      example: "text",
      json: {
        type: "string",
        minLength,
        ...(maxLength === Infinity ? {} : { maxLength }),
        ...(pattern === undefined ? {} : { pattern: pattern.source }),
      },
      read: (text) => text,
      write: String,
    },
    (value): value is string =>
      typeof value === "string" &&
      minLength <= value.length &&
      value.length <= maxLength &&
      // Not test(), which a sticky or global pattern answers by where it stopped the last time.
      (pattern === undefined || value.search(pattern) !== -1),
  );
  return makeField(kind, options);
}

/** Text of which nothing is ever shown. */
export function secret(options: Omit<TextOptions, "secret"> = {}): Field<string> {
  return text({ example: "CHANGE-ME", ...options, secret: true });
}

function describeText({ minLength, maxLength, pattern }: TextOptions): string {
  const range = describeRange(minLength?.toString(), maxLength?.toString());
  const lengths = range === "" ? "text" : `text${range} characters`;
  return pattern === undefined ? lengths : `${lengths} that matches ${String(pattern)}`;
}
