import type { Command, Option } from "commander";

/** One command, as completion knows it. */
export interface Entry {
  /** The words that lead to it: `[]` for the whole, `["errors", "trends"]`. */
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly description: string;
    readonly takesValue: boolean;
    /** Where it takes one of a few. */
    readonly choices: readonly string[];
  }[];
  /** What may stand as its first argument, where that is one of a few. */
  readonly choices: readonly string[];
  /** Whether its argument is a file. */
  readonly takesFile: boolean;
}

/** Every command with its options, from what the program itself reads. */
export function treeOf(program: Command): Entry[] {
  return entriesOf(program, [], program.options);
}

function entriesOf(command: Command, path: readonly string[], globals: readonly Option[]): Entry[] {
  // A group alone is its list.
  const list = command.commands.find((each) => each.name() === "list");
  const options = path.length === 0 ? globals : [...command.options, ...(list?.options ?? []), ...globals];
  const [first] = command.registeredArguments;
  const entry: Entry = {
    path,
    commands: command.commands.map((each) => ({ name: each.name(), description: each.description() })),
    options: options.map(({ short, long, description, required, optional, argChoices }) => ({
      flags: [short, long].filter((flag) => flag !== undefined),
      description,
      takesValue: required || optional,
      choices: argChoices ?? [],
    })),
    choices: first?.argChoices ?? [],
    takesFile: first?.name() === "file",
  };
  return [entry, ...command.commands.flatMap((each) => entriesOf(each, [...path, each.name()], globals))];
}

/** The options that take a file or a folder. */
export const FILE_OPTIONS: ReadonlySet<string> = new Set([
  "--token-file",
  "--ca",
  "--cert",
  "--key",
  "--file",
]);
