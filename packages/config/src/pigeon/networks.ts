import * as z from "zod/mini";

import { makeField, type Field } from "../field.ts";
import { kindOf } from "../kinds/kind.ts";
import { list, type ListOptions } from "../kinds/list.ts";
import { ipVersion } from "./ip.ts";

/** Address ranges in CIDR form, comma-separated. In code an empty list allows no address at all. */
export function networks(options: ListOptions<string>): Field<readonly string[]> {
  return list(makeField(range, {}, {}), options);
}

const range = kindOf<string>({
  expected: "an address range such as 10.0.0.0/8 or fd00::/8",
  example: "10.0.0.0/8",
  schema: z.string().check(z.refine(isRange)),
  read: (text) => text,
  write: String,
});

/** True for an address and the number of its leading bits, as in `10.0.0.0/8`; a zone such as `%eth0` is none. */
export function isRange(text: string): boolean {
  const [, address = "", bits = ""] = /^([0-9A-Fa-f.:]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  return Number(bits) <= { 0: -1, 4: 32, 6: 128 }[ipVersion(address)];
}
