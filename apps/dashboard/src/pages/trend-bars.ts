import type { ErrorTrends } from "@pigeon/protocol";

export const CATEGORIES = ["job", "worker", "infrastructure", "network"] as const;
export type Category = (typeof CATEGORIES)[number];

/** One part of an hour's column, in percent of the highest column, from below. */
export interface Part {
  readonly category: Category;
  readonly bottom: number;
  readonly height: number;
}
export interface ColumnOfParts {
  readonly hour: string;
  readonly total: number;
  readonly parts: readonly Part[];
  readonly spike: boolean;
}

/** Hours as columns, the categories on top of each other. */
export function trendColumns({ buckets, spikes = [] }: ErrorTrends): readonly ColumnOfParts[] {
  const highest = Math.max(1, ...buckets.map(({ total }) => total));
  const spiky = new Set(spikes.map(({ hour }) => hour));
  return buckets.map(({ hour, total, byCategory }) => {
    let bottom = 0;
    const parts = CATEGORIES.flatMap((category) => {
      const height = (byCategory[category] / highest) * 100;
      if (height === 0) return [];
      const part = { category, bottom, height };
      bottom += height;
      return [part];
    });
    return { hour, total, parts, spike: spiky.has(hour) };
  });
}
