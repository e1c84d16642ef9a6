import { clean, cut, widthOf } from "./text.ts";
import type { Paint } from "./style.ts";

export interface Column<T> {
  readonly title: string;
  /** What stands there. Made harmless by the table. */
  readonly text: (row: T) => string;
  /** Colour, after widths are known. */
  readonly paint?: (text: string, row: T) => string;
  readonly align?: "right";
}

export interface TableOptions {
  readonly paint: Paint;
  /** Rows are cut to it; Infinity where nobody looks, so that nothing is lost in a pipe. */
  readonly width: number;
}

const GAP = "  ";

/** Aligned columns under a line of titles, without frames: fit for eyes, grep and awk. */
export function table<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  { paint, width }: TableOptions,
): string {
  const cells = rows.map((row) => columns.map(({ text }) => clean(text(row)) || "-"));
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[at] ?? ""))),
  );
  // The last column is where sentences stand: it gives way to the terminal.
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  const last = columns.length - 1;
  widths[last] = Math.min(widths[last] ?? 0, Math.max(10, width - before));

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

  const head = line(
    columns.map(({ title }) => title),
    (text) => paint("bold", text),
  );
  const body = cells.map((texts, row) =>
    line(texts, (text, at) => columns[at]?.paint?.(text, rows[row] as T) ?? text),
  );
  return [head, ...body].map((each) => `${each.trimEnd()}\n`).join("");
}

/** Names and values under each other. Values that are undefined are left out. */
export function facts(entries: readonly (readonly [string, string | undefined])[], paint: Paint): string {
  const shown = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${paint("bold", name.padEnd(width))}  ${value}\n`).join("");
}
