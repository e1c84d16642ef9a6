import { stripVTControlCharacters } from "node:util";

/** What others wrote must not steer the terminal: no escapes, no control characters, on one line. */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ");
}

const LETTERS = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** What terminals draw two cells wide: East Asian letters, full-width forms and pictures. */
const WIDE =
  /^(?![\uFF65-\uFFDC])[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6\p{Emoji_Presentation}]|\uFE0F/u;

/** What is drawn as one, with its cells. */
function* letters(text: string): Generator<[letter: string, cells: number]> {
  for (const { segment } of LETTERS.segment(text)) yield [segment, WIDE.test(segment) ? 2 : 1];
}

/** Cells that a text takes on the screen, colours aside. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\x20-\x7E]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const [, cells] of letters(plain)) width += cells;
  return width;
}

/** The beginning of a text without colours, if there is no room for all of it. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let shown = "";
  let room = width - 1;
  for (const [letter, cells] of letters(text)) {
    room -= cells;
    if (room < 0) break;
    shown += letter;
  }
  return width < 1 ? "" : `${shown}…`;
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** A duration in its two largest units: `2h 5m`, `41s`, `120ms`. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole}ms`;
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const next = UNITS[at + 1];
  const first = `${Math.floor(whole / size)}${unit}`;
  const rest = next === undefined ? 0 : Math.floor((whole % size) / next[1]);
  return next === undefined || rest === 0 ? first : `${first} ${rest}${next[0]}`;
}

/** How long ago, or how long from now. */
export function ago(time: string | undefined, now: number): string {
  if (time === undefined) return "-";
  const ms = now - Date.parse(time);
  return ms >= 0 ? `${duration(ms)} ago` : `in ${duration(-ms)}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
