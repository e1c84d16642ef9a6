/** The least for each type. */
export function leastByType(
  rows: Iterable<readonly [type: string, value: number]>,
): ReadonlyMap<string, number> {
  const least = new Map<string, number>();
  for (const [type, value] of rows) least.set(type, Math.min(value, least.get(type) ?? Infinity));
  return least;
}

export function least(byType: ReadonlyMap<string, number>): number | undefined {
  return byType.size === 0 ? undefined : Math.min(...byType.values());
}
