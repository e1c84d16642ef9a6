/** The next word of a JSON text, behind white space: a sign, a string, or a number or name. */
const WORD =
  // oxlint-disable-next-line no-control-regex -- JSON strings hold none
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;
const SPACE = /[ \t\n\r]*/y;

type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end";

/** Where a text stops being JSON: undefined where it is. JSON.parse knows it, but does not always say it. */
export function jsonErrorAt(text: string): number | undefined {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.test(text);
    const start = SPACE.lastIndex;
    if (expected === ", or end" && open.length === 0) return start === text.length ? undefined : start;
    WORD.lastIndex = at;
    const [, sign, string, other] = WORD.exec(text) ?? [];
    at = WORD.lastIndex;
    const next = after(expected, sign ?? (string === undefined ? other && "value" : "string"), open);
    if (next === undefined) return start;
    expected = next;
  }
}

/** What may come after a word; undefined where the word may not be. Keeps `open` up to date. */
function after(expected: Expected, word: string | undefined, open: ("[" | "{")[]): Expected | undefined {
  const isValue = word === "string" || word === "value";
  switch (expected) {
    case "value":
    case "value or ]":
      if (isValue) return ", or end";
      if (word === "[" || word === "{") {
        open.push(word);
        return word === "[" ? "value or ]" : "key or }";
      }
      return word === "]" && expected === "value or ]" ? closed(open) : undefined;
    case "key":
    case "key or }":
      if (word === "string") return ":";
      return word === "}" && expected === "key or }" ? closed(open) : undefined;
    case ":":
      return word === ":" ? "value" : undefined;
    case ", or end":
      if (word === ",") return open.at(-1) === "[" ? "value" : "key";
      return word === (open.at(-1) === "[" ? "]" : "}") ? closed(open) : undefined;
  }
}

function closed(open: ("[" | "{")[]): Expected {
  open.pop();
  return ", or end";
}
