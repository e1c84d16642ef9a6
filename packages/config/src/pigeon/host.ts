import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "../kinds/kind.ts";
import { ipVersion } from "./ip.ts";

const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** An address to listen on. */
export function host(options: FieldOptions<string>): Field<string> {
  const kind = kindOf<string>({
    expected: "a host name or an IP address, without scheme, port or brackets",
    example: "127.0.0.1",
    schema: z.string().check(z.refine(isHost)),
    read: (text) => text,
    write: String,
  });
  return makeField(kind, options, {});
}

// A name whose last label is a number would be read as an IPv4 address, and 300.1.1.1 or 4040 is none.
function isHost(value: string): boolean {
  return ipVersion(value) !== 0 || (hostName.test(value) && !/(^|\.)\d+$/.test(value));
}
