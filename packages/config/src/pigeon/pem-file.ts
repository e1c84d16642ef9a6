import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf, type Kind } from "../kinds/kind.ts";

const maskKey = (text: string): string => (text.includes("-----BEGIN") ? "***" : text);

/** A path, relative to the working directory; `""` for none. Whether the file is there is for its reader to say. */
export function pemFile(options: FieldOptions<string>): Field<string> {
  return makeField(pathKind, options, {});
}

/** As {@link pemFile}; a key that was put there instead of its path is not shown. */
export function keyFile(options: FieldOptions<string>): Field<string> {
  return makeField({ ...pathKind, mask: maskKey }, options, {});
}

const pathKind: Kind<string> = kindOf<string>({
  expected: "the path of a file in PEM form",
  example: "hub.pem",
  schema: z.string().check(
    z.maxLength(4096),
    z.refine((path) => !/\p{Cc}/u.test(path)),
  ),
  read: (text) => text,
  write: String,
});
