import { memo, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { OVERSCAN, visibleRows } from "./visible-rows.ts";

const ROW = 44;
const HEAD = 36;
const REST_MS = 300;

export interface Column<Row> {
  readonly title: string;
  /** Classes of the head and of each cell: how wide, and from which screen on it is shown. */
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
  /** The head shows no title, and screen readers still hear it. */
  readonly quiet?: boolean;
}

interface LongTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Called when the reader comes near the end. */
  readonly onEnd?: () => void;
  readonly onScroll?: (top: number) => void;
  readonly empty: ReactNode;
}

/**
 * A table that draws only what is seen: as quick with a hundred thousand rows as with twenty. Its rows are boxes that
 * lie where they belong, each laid out for itself: the browser lays out the rows of a `table` together, which takes
 * twice as long.
 */
export function LongTable<Row>({ label, rows, columns, keyOf, onEnd, onScroll, empty }: LongTableProps<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, overscan: OVERSCAN });
  const frame = useRef(0);
  const rest = useRef(0);
  const look = () => {
    const { scrollTop: top = 0, clientHeight: height = 600 } = box.current ?? {};
    // Who drags the scroll bar is soon elsewhere: what is seen has to do until it rests.
    setView((before) => ({ top, height, overscan: Math.abs(top - before.top) < height ? OVERSCAN : 0 }));
    clearTimeout(rest.current);
    rest.current = window.setTimeout(
      () => setView((last) => (last.overscan === OVERSCAN ? last : { ...last, overscan: OVERSCAN })),
      REST_MS,
    );
    onScroll?.(top);
  };
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (box.current !== null) observer.observe(box.current);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
      clearTimeout(rest.current);
    };
  }, []);
  const { first, end } = visibleRows(rows.length, ROW, view.top, view.height - HEAD, view.overscan);
  const atEnd = end >= rows.length - 30;
  useEffect(() => {
    if (atEnd) onEnd?.();
  }, [atEnd, rows.length, onEnd]);
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div
      ref={box}
      role="region"
      aria-label={`${label}, scrollable`}
      tabIndex={0}
      onScroll={() => {
        cancelAnimationFrame(frame.current);
        frame.current = requestAnimationFrame(look);
      }}
      className="max-h-[70vh] overflow-auto -outline-offset-2 [overflow-anchor:none]"
    >
      <div role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <div role="rowgroup" className="sticky top-0 z-10">
          <div
            role="row"
            aria-rowindex={1}
            className="bg-surface border-line flex h-9 items-center border-b px-1"
          >
            {columns.map(({ title, className = "flex-1", quiet }) => (
              <div
                key={title}
                role="columnheader"
                className={`text-soft min-w-0 px-3 text-xs font-medium ${className}`}
              >
                {quiet ? <span className="sr-only">{title}</span> : title}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: rows.length * ROW }}>
          {rows.slice(first, end).map((row, index) => (
            <MemoRow
              key={keyOf(row)}
              row={row}
              index={first + index}
              columns={columns as readonly Column<never>[]}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

const MemoRow = memo(function Row({
  row,
  index,
  columns,
}: {
  row: unknown;
  index: number;
  columns: readonly Column<never>[];
}) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      style={{ top: index * ROW }}
      className="border-line hover:bg-raised absolute inset-x-0 flex h-11 items-center border-b px-1 contain-strict last:border-b-0"
    >
      {columns.map(({ title, className = "flex-1", cell }) => (
        <div key={title} role="cell" className={`min-w-0 truncate px-3 py-1.5 ${className}`}>
          {cell(row as never)}
        </div>
      ))}
    </div>
  );
});
