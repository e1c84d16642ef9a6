import { FILE_OPTIONS, type Entry } from "./tree.ts";

/** A script for bash 3.2 and newer, without bash-completion. */
export function bashScript(entries: readonly Entry[]): string {
  const cases = entries.map((entry) => {
    const words = [
      ...entry.commands.map(({ name }) => name),
      ...entry.choices,
      ...entry.options.flatMap(({ flags }) => flags),
    ];
    return `    ${quoted(entry.path.join(" "))}) words=${quoted(words.join(" "))};${entry.takesFile ? " files=1;" : ""} ;;`;
  });
  const known = entries.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  return `# Completion for pigeon. In ~/.bashrc: source <(pigeon completion bash)
_pigeon() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path="" words="" files="" word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "\${path:+$path }$word" in
    ${known.join("|")}) path="\${path:+$path }$word" ;;
    esac
  done
  COMPREPLY=()
  case "$previous" in
${valueCases(entries)}
  esac
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ -n "$files" ] && [ "\${current#-}" = "$current" ]; then
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}
complete -o default -F _pigeon pigeon
`;
}

/** What follows an option that takes a value. */
function valueCases(entries: readonly Entry[]): string {
  const byFlags = new Map<string, string>();
  for (const { flags, takesValue, choices } of entries.flatMap(({ options }) => options)) {
    if (!takesValue) continue;
    const names = flags.join("|");
    if (choices.length > 0) {
      byFlags.set(names, `COMPREPLY=($(compgen -W ${quoted(choices.join(" "))} -- "$current")); return ;;`);
    } else if (flags.some((flag) => FILE_OPTIONS.has(flag))) {
      byFlags.set(names, `COMPREPLY=($(compgen -f -- "$current")); return ;;`);
    } else if (!byFlags.has(names)) byFlags.set(names, "return ;;");
  }
  return Array.from(byFlags, ([names, then]) => `    ${names}) ${then}`).join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
