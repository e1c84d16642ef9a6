/** Which rows of a long list are drawn. */
export interface VisibleRows {
  readonly first: number;
  /** Not drawn any more. */
  readonly end: number;
}

/** Rows drawn above and below what is seen, so that a quick scroll finds them there: each costs as much as one that is seen. */
export const OVERSCAN = 4;

export function visibleRows(
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
  overscan: number,
): VisibleRows {
  const top = Math.max(0, Math.min(scrollTop, count * rowHeight - viewHeight));
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan);
  const end = Math.min(count, Math.ceil((top + viewHeight) / rowHeight) + overscan);
  return { first, end };
}
