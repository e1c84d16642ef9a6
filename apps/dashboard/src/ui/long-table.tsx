import { memo, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { visibleRows } from "./visible-rows.ts";

const ROW = 44;
const HEAD = 36;

export interface Column<Row> {
  readonly title: string;
  /** Classes of the head and of each cell: widths, and from which screen on it is shown. */
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

/** A table that draws only what is seen: as quick with a hundred thousand rows as with twenty. */
export function LongTable<Row>({ label, rows, columns, keyOf, onEnd, onScroll, empty }: LongTableProps<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const frame = useRef(0);
  const look = () => {
    const { scrollTop = 0, clientHeight = 600 } = box.current ?? {};
    setView((before) =>
      before.top === scrollTop && before.height === clientHeight
        ? before
        : { top: scrollTop, height: clientHeight },
    );
    onScroll?.(scrollTop);
  };
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (box.current !== null) observer.observe(box.current);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
    };
  }, []);
  const { first, end, before, after } = visibleRows(rows.length, ROW, view.top, view.height - HEAD);
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
      <table
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-collapse text-left"
      >
        <thead>
          <tr className="h-9">
            {columns.map(({ title, className = "", quiet }) => (
              <th
                key={title}
                scope="col"
                className={`bg-surface text-soft sticky top-0 z-10 px-3 text-xs font-medium shadow-[inset_0_-1px_0_var(--color-line)] ${className}`}
              >
                {quiet ? <span className="sr-only">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Room height={before} />
          {rows.slice(first, end).map((row, index) => (
            <MemoRow
              key={keyOf(row)}
              row={row}
              index={first + index + 2}
              columns={columns as readonly Column<never>[]}
            />
          ))}
          <Room height={after} />
        </tbody>
      </table>
    </div>
  );
}

/** The room of rows that are not drawn. */
function Room({ height }: { height: number }) {
  return height === 0 ? null : (
    <tr aria-hidden="true">
      <td style={{ height }} />
    </tr>
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
    <tr aria-rowindex={index} className="border-line hover:bg-raised h-11 border-b last:border-b-0">
      {columns.map(({ title, className = "", cell }) => (
        <td key={title} className={`truncate px-3 ${className}`}>
          {cell(row as never)}
        </td>
      ))}
    </tr>
  );
});
