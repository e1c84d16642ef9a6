import { clean, cut, widthOf } from "./text.ts";
import type { Paint } from "./style.ts";

export interface Column<T> {
  readonly title: string;
  /** What stands there. Made harmless by the table. */
  readonly text: (row: T) => string;
  /** Colour, after widths are known. */
  readonly paint?: (text: string, row: T) => string;
  readonly align?: "right";
  /** Never cut: it is copied into the next command. */
  readonly whole?: true;
}

export interface TableOptions {
  readonly paint: Paint;
  /** Rows are cut to it; Infinity where nobody looks, so that nothing is lost in a pipe. */
  readonly width: number;
}

const GAP = "  ";
/** A column that gives way keeps so much. */
const LEAST = 7;

/** Widths of columns that have to fit: the widest gives way first, of some that are as wide the last. */
export function fit(widths: readonly number[], whole: readonly boolean[], width: number): number[] {
  const fitting = [...widths];
  const mayGive = fitting.map((_each, at) => at).filter((at) => whole[at] !== true);
  for (;;) {
    const tooMuch = fitting.reduce((sum, each) => sum + each + GAP.length, -GAP.length) - width;
    const ordered = mayGive.toSorted((a, b) => (fitting[b] ?? 0) - (fitting[a] ?? 0) || b - a);
    const [widest = -1, second = -1] = ordered;
    const now = fitting[widest] ?? 0;
    if (tooMuch <= 0 || now <= LEAST) return fitting;
    // Down to the next one, which takes its turn then; where both are as wide, one cell each.
    const next = Math.min(now - 1, Math.max(LEAST, fitting[second] ?? 0));
    fitting[widest] = Math.max(next, now - tooMuch);
  }
}

/** Aligned columns under a line of titles, without frames: fit for eyes, grep and awk. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[], options: TableOptions): string {
  return tablePages(columns, options)(rows);
}

/** A table that comes in pieces: titles once, and columns that get no narrower. */
export function tablePages<T>(
  columns: readonly Column<T>[],
  { paint, width }: TableOptions,
): (rows: readonly T[]) => string {
  const titles = columns.map(({ title }) => title);
  const whole = columns.map((column) => column.whole === true);
  const last = columns.length - 1;
  let needed = titles.map(widthOf);
  let begun = false;

  return (rows) => {
    const cells = rows.map((row) => columns.map(({ text }) => clean(text(row)) || "-"));
    needed = needed.map((least, at) =>
      cells.reduce((most, line) => Math.max(most, widthOf(line[at] ?? "")), least),
    );
    const widths = fit(needed, whole, width);
    const line = (texts: readonly string[], colour: (text: string, at: number) => string): string =>
      texts
        .map((text, at) => {
          const room = widths[at] ?? 0;
          const shown = cut(text, room);
          const space = " ".repeat(room - widthOf(shown));
          const painted = colour(shown, at);
          if (columns[at]?.align === "right") return space + painted;
          return at === last ? painted : painted + space;
        })
        .join(GAP);
    const head = begun ? [] : [line(titles, (text) => paint("bold", text))];
    begun = true;
    const body = cells.map((texts, row) =>
      line(texts, (text, at) => columns[at]?.paint?.(text, rows[row] as T) ?? text),
    );
    return [...head, ...body].map((each) => `${each.trimEnd()}\n`).join("");
  };
}

/** Names and values under each other. Values that are undefined are left out. */
export function facts(entries: readonly (readonly [string, string | undefined])[], paint: Paint): string {
  const shown = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${paint("bold", name.padEnd(width))}  ${value}\n`).join("");
}
