import { FILE_OPTIONS, type Entry } from "./tree.ts";

/** A script for zsh's own completion. */
export function zshScript(entries: readonly Entry[]): string {
  const cases = entries.map((entry) => {
    const lines = [
      list(
        "commands",
        entry.commands.map(({ name, description }) => `${escaped(name)}:${escaped(description)}`),
      ),
      list("choices", entry.choices.map(escaped)),
      list(
        "options",
        entry.options.flatMap(({ flags, description }) =>
          flags.map((flag) => `${flag}:${escaped(description)}`),
        ),
      ),
      entry.takesFile ? "      files=1" : "",
    ];
    return `    ${quoted(entry.path.join(" "))})\n${lines.filter((line) => line !== "").join("\n")}\n      ;;`;
  });
  const known = entries.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  return `#compdef pigeon
# Completion for pigeon. In ~/.zshrc, after compinit: source <(pigeon completion zsh)
_pigeon() {
  local current_path="" word files=""
  local -a commands choices options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${current_path:+$current_path }$word" in
    ${known.join("|")}) current_path="\${current_path:+$current_path }$word" ;;
    esac
  done
  case "\${words[CURRENT-1]}" in
${valueCases(entries)}
  esac
  case "$current_path" in
${cases.join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option options
  else
    (( \${#commands} )) && _describe command commands
    (( \${#choices} )) && _describe value choices
    [[ -n "$files" ]] && _files
  fi
}
compdef _pigeon pigeon
`;
}

function list(name: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `      ${name}=(${items.map(quoted).join(" ")})`;
}

function valueCases(entries: readonly Entry[]): string {
  const byFlags = new Map<string, string>();
  for (const { flags, takesValue, choices } of entries.flatMap(({ options }) => options)) {
    if (!takesValue) continue;
    const names = flags.join("|");
    if (choices.length > 0) byFlags.set(names, `compadd -- ${choices.map(quoted).join(" ")}; return ;;`);
    else if (flags.some((flag) => FILE_OPTIONS.has(flag))) byFlags.set(names, "_files; return ;;");
    else if (!byFlags.has(names)) byFlags.set(names, "return ;;");
  }
  return Array.from(byFlags, ([names, then]) => `    ${names}) ${then}`).join("\n");
}

/** A colon parts a word from its meaning. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll(":", String.raw`\:`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
