import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "./kind.ts";

const words: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["0", false],
]);

/** `true`, `yes`, `on` and `1`, or `false`, `no`, `off` and `0`, in capitals or not. */
export function boolean(options: FieldOptions<boolean> = {}): Field<boolean> {
  const kind = kindOf<boolean>({
    expected: "true or false (or yes, on, 1 and no, off, 0)",
    example: "true",
    schema: z.boolean(),
    read: (text) => words.get(text.toLowerCase()) ?? text,
    write: String,
  });
  return makeField(kind, options, {});
}
