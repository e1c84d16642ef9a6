/** What stands between two pieces of a text: a value that the program puts in, on the same line of its source. */
const VALUE = "[^\\n]{1,150}?";
const LEAST_LETTERS = 10;

/** Whether a text, with `…` for what differs from time to time, is made anywhere in the source. */
export function findQuote(text: string, source: string): boolean {
  const pieces = text.split("…").filter((piece) => piece.trim() !== "");
  if (pieces.join("").replaceAll(/\W/g, "").length < LEAST_LETTERS) return false;
  const literal = pieces.map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  return new RegExp(literal.join(VALUE)).test(source);
}
