import { parseArgs } from "node:util";

export interface Arguments {
  readonly quick: boolean;
  /** Names of peers, each once, in their usual order. */
  readonly only: readonly string[];
  /** What is measured. */
  readonly parts: readonly Part[];
  /** Where the report goes, besides the screen. */
  readonly out: string | undefined;
}

export const PARTS = ["throughput", "recovery"] as const;
export type Part = (typeof PARTS)[number];

export const USAGE = "bench [--quick] [--only PEER,PEER…]… [--part throughput|recovery] [--out FILE]";

/** @throws an Error that says what is wrong. */
export function readArguments(args: readonly string[], known: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [...known] },
      part: { type: "string", multiple: true, default: [...PARTS] },
      out: { type: "string" },
    },
  });
  const only = chosen("--only", values.only, known);
  const parts = chosen("--part", values.part, PARTS);
  return { quick: values.quick, only, parts, out: values.out };
}

/** What was asked for, each once and in the usual order. */
function chosen<T extends string>(option: string, values: readonly string[], known: readonly T[]): T[] {
  const asked = values.flatMap((names) => names.split(",")).map((name) => name.trim());
  const unknown = asked.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) {
    throw new Error(`${option}: there is no "${unknown.join('", "')}"; there are ${known.join(", ")}`);
  }
  return known.filter((name) => asked.includes(name));
}
