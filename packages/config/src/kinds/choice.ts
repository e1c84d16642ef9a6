import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { didYouMean } from "../suggest.ts";
import { kindOf } from "./kind.ts";

/** One of several texts. */
export function choice<const V extends string>(
  values: readonly V[],
  options: FieldOptions<V> = {},
): Field<V> {
  const expected = `one of ${values.join(", ")}`;
  const kind = kindOf<V>({
    schema: z.enum(Object.fromEntries(values.map((value) => [value, value])) as Record<V, V>),
    expected,
    example: values[0] ?? "",
    read: (text) => text,
    write: String,
    tell: (value) => [typeof value === "string" ? expected + didYouMean(value, values) : expected],
  });
  return makeField(kind, options, {});
}
