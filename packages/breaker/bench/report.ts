/** How much of everything a run does. */
export interface Scale {
  readonly rounds: number;
  /** Calls of one contender in one round. */
  readonly calls: number;
  readonly breakers: number;
  readonly idleMs: number;
}
export const FULL: Scale = { rounds: 15, calls: 50_000, breakers: 10_000, idleMs: 5_000 };
export const QUICK: Scale = { rounds: 3, calls: 5_000, breakers: 1_000, idleMs: 200 };

export interface Row {
  readonly what: string;
  readonly figures: readonly string[];
}

export interface Section {
  readonly name: string;
  /** What the figures of each row are. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export function table({ name, columns, rows }: Section): string {
  const lines = rows.map(({ what, figures }) => `| ${[what, ...figures].join(" | ")} |`);
  const rule = `|${"---|".repeat(columns.length + 1)}`;
  return [`\n### ${name}\n`, `| | ${columns.join(" | ")} |`, rule, ...lines].join("\n");
}
