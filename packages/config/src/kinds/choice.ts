import { makeField, type Field, type FieldOptions } from "../field.ts";
import { didYouMean } from "../suggest.ts";
import type { Kind } from "./kind.ts";

/** One of several texts. */
export function choice<const V extends string>(
  values: readonly V[],
  options: FieldOptions<V> = {},
): Field<V> {
  const expected = `one of ${values.join(", ")}`;
  const kind: Kind<V> = {
    expected,
    example: values[0] ?? "",
    json: { type: "string", enum: values },
    read: (text) => text,
    write: String,
    check(value) {
      const found = values.find((each) => each === value);
      if (found !== undefined) return { ok: true, value: found };
      return {
        ok: false,
        expected: [typeof value === "string" ? expected + didYouMean(value, values) : expected],
      };
    },
  };
  return makeField(kind, options);
}
