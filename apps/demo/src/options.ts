import { parseArgs } from "node:util";

type Kind = "text" | "flag" | { readonly min: number; readonly max: number };
type Value<K> = K extends "text" ? string : K extends "flag" ? true : number;

/**
 * Reads the command line. `--help` prints the help and ends the process; a bad option ends it with code 2
 * and one line that says what was expected.
 */
export function readOptions<const O extends Readonly<Record<string, Kind>>>(
  help: string,
  kinds: O,
): { readonly [N in keyof O]?: Value<O[N]> } {
  const typeOf = (kind: Kind) => ({ type: kind === "flag" ? ("boolean" as const) : ("string" as const) });
  const options = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, typeOf(kind)]));
  try {
    // `pnpm start -- --option` hands the dashes on.
    const args = process.argv.slice(process.argv[2] === "--" ? 3 : 2);
    const { values } = parseArgs({ args, options: { ...options, help: { type: "boolean" as const } } });
    if (values["help"] === true) {
      console.log(help);
      process.exit(0);
    }
    const read = Object.entries(values).map(([name, text]) => [
      name,
      typeof text === "boolean" ? text : valueOf(name, String(text), kinds[name] ?? "text"),
    ]);
    return Object.fromEntries(read) as { [N in keyof O]?: Value<O[N]> };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(2);
  }
}

function valueOf(name: string, text: string, kind: Kind): string | number {
  if (kind === "text" || kind === "flag") return text;
  const value = Number(text);
  if (Number.isInteger(value) && value >= kind.min && value <= kind.max) return value;
  throw new Error(
    `--${name}: expected a whole number from ${kind.min} to ${kind.max}, received ${JSON.stringify(text)}`,
  );
}
