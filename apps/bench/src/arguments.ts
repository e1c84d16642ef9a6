import { parseArgs } from "node:util";

export interface Arguments {
  readonly quick: boolean;
  /** Names of peers, each once, in their usual order. */
  readonly only: readonly string[];
  /** Where the report goes, besides the screen. */
  readonly out: string | undefined;
}

export const USAGE = "bench [--quick] [--only NAME,NAME…]… [--out FILE]";

/** @throws an Error that says what is wrong. */
export function readArguments(args: readonly string[], known: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [...known] },
      out: { type: "string" },
    },
  });
  const asked = values.only.flatMap((names) => names.split(",")).filter((name) => name !== "");
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0 || asked.length === 0) {
    throw new Error(`--only: there is no "${unknown.join('", "')}"; there are ${known.join(", ")}`);
  }
  return { quick: values.quick, only: known.filter((name) => asked.includes(name)), out: values.out };
}
