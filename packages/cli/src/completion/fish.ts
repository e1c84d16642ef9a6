import { FILE_OPTIONS, type Entry } from "./tree.ts";

/** A script for fish. */
export function fishScript(entries: readonly Entry[]): string {
  const lines = entries.flatMap((entry) => {
    const when = `-n ${quoted(`__pigeon_at ${entry.path.join(" ")}`.trim())}`;
    return [
      ...entry.commands.map(
        ({ name, description }) =>
          `complete -c pigeon -f ${when} -a ${quoted(name)} -d ${quoted(description)}`,
      ),
      ...(entry.choices.length === 0
        ? []
        : [`complete -c pigeon -f ${when} -a ${quoted(entry.choices.join(" "))}`]),
      ...entry.options.map((option) => {
        const flags = option.flags.map((flag) =>
          flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
        );
        return `complete -c pigeon ${when} ${flags.join(" ")}${valueOf(option)} -d ${quoted(option.description)}`;
      }),
    ];
  });
  const known = entries.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  return `# Completion for pigeon. In ~/.config/fish/config.fish: pigeon completion fish | source
function __pigeon_at
    set -l path
    for word in (commandline -opc)[2..-1]
        set -l longer (string join ' ' -- $path $word)
        if contains -- $longer ${known.join(" ")}
            set path $path $word
        end
    end
    test "$path" = "$argv"
end
${lines.join("\n")}
`;
}

function valueOf({ flags, takesValue, choices }: Entry["options"][number]): string {
  if (!takesValue) return "";
  if (choices.length > 0) return ` -x -a ${quoted(choices.join(" "))}`;
  return flags.some((flag) => FILE_OPTIONS.has(flag)) ? " -r -F" : " -x";
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}
