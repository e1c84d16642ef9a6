/** One measured figure. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What design asks of it. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface Section {
  readonly name: string;
  readonly figures: readonly Figure[];
}

/** How much of everything a run does. */
export interface Scale {
  readonly jobs: number;
  readonly latencyJobs: number;
  readonly largeQueue: number;
  readonly windowMs: number;
  readonly loopDelayMs: number;
  readonly fleets: readonly number[];
  readonly held: number;
}
export const FULL: Scale = {
  jobs: 20_000,
  latencyJobs: 500,
  largeQueue: 1_000_000,
  windowMs: 10_000,
  loopDelayMs: 40_000,
  fleets: [1_000, 10_000],
  held: 20,
};
export const QUICK: Scale = {
  jobs: 2_000,
  latencyJobs: 50,
  largeQueue: 20_000,
  windowMs: 2_000,
  loopDelayMs: 2_000,
  fleets: [200],
  held: 10,
};

export function met({ value, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return "atLeast" in goal ? value >= goal.atLeast : value <= goal.atMost;
}

/** A section as a table in Markdown. */
export function table({ name, figures }: Section): string {
  const rows = figures.map((figure) => {
    const { what, value, unit, goal } = figure;
    const asked = goal === undefined ? "" : "atLeast" in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`;
    const verdict = met(figure);
    return `| ${what} | ${rounded(value)} ${unit} | ${asked} | ${verdict === undefined ? "" : verdict ? "met" : "**not met**"} |`;
  });
  return `\n### ${name}\n\n| what | measured | goal | |\n|---|---|---|---|\n${rows.join("\n")}`;
}

function rounded(value: number): string {
  if (!Number.isFinite(value)) return "none";
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toFixed(1);
}
