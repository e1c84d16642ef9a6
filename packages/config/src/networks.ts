import { z } from "zod";

import { codecOf, type Kind } from "./kinds.ts";
import { splitList } from "./list.ts";

const range = z.union([z.cidrv4(), z.cidrv6()]);

const schema: z.ZodType<readonly string[], readonly string[]> = z.array(z.custom<string>()).check((ctx) => {
  for (const [index, entry] of ctx.value.entries()) {
    if (range.safeParse(entry).success) continue;
    const message = `entry ${index + 1} to be an address range such as 10.0.0.0/8 or fd00::/8`;
    ctx.issues.push({ code: "custom", message, input: entry, path: [index] });
  }
});

/** Address ranges in CIDR form, comma-separated. In code an empty list allows no address at all. */
export function networks(): Kind<readonly string[]> {
  return {
    codec: codecOf(schema, splitList, (value) => value.join(",")),
    expected: "a list of address ranges such as 10.0.0.0/8,fd00::/8",
  };
}
