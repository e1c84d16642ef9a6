import { logTicks, scaleLinear, scaleLog } from "./chart-layout.ts";
import { placeLabels } from "./place-labels.ts";

export interface ChartPoint {
  readonly name: string;
  readonly mistakes: number;
  readonly meanMs: number;
}

export interface ChartCurve {
  readonly name: string;
  readonly points: readonly { readonly mistakes: number; readonly meanMs: number }[];
}

export interface ChartPanel {
  readonly title: string;
  readonly curves: readonly ChartCurve[];
  /** Policies at their defaults. */
  readonly points: readonly ChartPoint[];
  readonly mistakes: readonly [low: number, high: number];
  readonly seconds: readonly [low: number, high: number];
}

const [PANEL_WIDTH, HEIGHT] = [460, 470];
const PLOT = { left: 52, right: 16, top: 44, bottom: 96 };

/** Colours of Okabe and Ito, told apart by people of all kinds of sight; the dashes tell them apart in grey. */
const LOOKS = [
  { colour: "#8a8a8a", dash: "" },
  { colour: "#0072b2", dash: "" },
  { colour: "#e69f00", dash: "7 4" },
  { colour: "#009e73", dash: "2 3" },
  { colour: "#cc79a7", dash: "9 3 2 3" },
];

// The chart carries its own background, so that it is legible on a page of any colour.
const STYLE = `
  .paper { fill: #ffffff } .ink { fill: #1f2328 } .soft { fill: #59636e } .grid { stroke: #d8dee4 }
  .dot { fill: #1f2328 } .own { fill: #d55e00 } .lead { stroke: #59636e } .halo { stroke: #ffffff }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .ink { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #30363d }
    .dot { fill: #f0f6fc } .own { fill: #ff8c42 } .lead { stroke: #9198a1 } .halo { stroke: #0d1117 }
  }
  text { font: 12px system-ui, sans-serif } .halo { paint-order: stroke; stroke-width: 4; stroke-linejoin: round } .title { font-weight: 600; font-size: 14px }
  path { fill: none; stroke-width: 2 } .wide { stroke-width: 7; stroke-opacity: 0.5 } .grid, .lead { stroke-width: 1 }`;

/** Detection time against mistakes: one panel for each scenario, side by side. */
export function drawChart(title: string, panels: readonly ChartPanel[]): string {
  const width = PANEL_WIDTH * panels.length;
  const body = panels.map(
    (panel, index) => `<g transform="translate(${index * PANEL_WIDTH} 0)">\n${drawPanel(panel)}\n</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title>
<style>${STYLE}
</style>
<rect class="paper" width="${width}" height="${HEIGHT}"/>
${body.join("\n")}
${drawLegend(panels[0]?.curves ?? [])}
</svg>
`;
}

function drawPanel({ title, curves, points, mistakes, seconds }: ChartPanel): string {
  const [left, right] = [PLOT.left, PANEL_WIDTH - PLOT.right];
  const [top, bottom] = [PLOT.top, HEIGHT - PLOT.bottom];
  const x = scaleLog(mistakes, [left, right]);
  const y = scaleLinear(seconds, [bottom, top]);
  const inPanel = (rate: number, meanMs: number): boolean =>
    rate >= mistakes[0] && rate <= mistakes[1] && meanMs >= 1000 * seconds[0] && meanMs <= 1000 * seconds[1];
  const parts = [`<text class="ink title" x="${left}" y="24">${escape(title)}</text>`];
  for (const tick of logTicks(mistakes)) {
    const at = x(tick).toFixed(1);
    parts.push(`<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/>`);
    parts.push(`<text class="soft" x="${at}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`);
  }
  for (let tick = Math.ceil(seconds[0]); tick <= seconds[1]; tick++) {
    const at = y(tick).toFixed(1);
    parts.push(`<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/>`);
    parts.push(`<text class="soft" x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${tick} s</text>`);
  }
  const middle = (left + right) / 2;
  parts.push(
    `<text class="soft" x="${middle}" y="${bottom + 38}" text-anchor="middle">mistakes per worker and day (lower left is better)</text>`,
    `<text class="soft" x="${right}" y="24" text-anchor="end">mean detection time</text>`,
  );
  const lines = curves.map((curve) =>
    curve.points
      .filter(({ mistakes: rate, meanMs }) => inPanel(rate, meanMs))
      .map(({ mistakes: rate, meanMs }) => [x(rate), y(meanMs / 1000)] as const),
  );
  for (const [index, line] of lines.entries()) {
    const path = line.map(([atX, atY]) => `${atX.toFixed(1)} ${atY.toFixed(1)}`).join("L");
    if (path !== "") parts.push(`<path ${look(index)} d="M${path}"/>`);
  }
  const placed = placeLabels(
    points
      .filter(({ mistakes: rate, meanMs }) => inPanel(rate, meanMs))
      .map(({ name, mistakes: rate, meanMs }) => ({ name, x: x(rate), y: y(meanMs / 1000) })),
    { left, right, top, bottom },
    lines,
  );
  for (const { name, x: dotX, y: dotY, labelX, labelY, anchor } of placed) {
    parts.push(
      `<line class="lead" x1="${dotX.toFixed(1)}" y1="${dotY.toFixed(1)}" x2="${labelX.toFixed(1)}" y2="${(labelY - 4).toFixed(1)}"/>`,
      `<text class="ink halo" x="${labelX.toFixed(1)}" y="${labelY.toFixed(1)}" text-anchor="${anchor}">${escape(name)}</text>`,
    );
  }
  const isOwn = (name: string): boolean => name === "adaptive" || name === "the whole detector";
  // Our own last: on top where dots meet.
  for (const { name, x: dotX, y: dotY } of placed.toSorted(
    (a, b) => Number(isOwn(a.name)) - Number(isOwn(b.name)),
  )) {
    const style = isOwn(name) ? "own" : "dot";
    parts.push(`<circle class="${style}" cx="${dotX.toFixed(1)}" cy="${dotY.toFixed(1)}" r="4.5"/>`);
  }
  return parts.join("\n");
}

function drawLegend(curves: readonly ChartCurve[]): string {
  const y = HEIGHT - 26;
  const parts: string[] = [];
  let x = PLOT.left;
  for (const [index, { name }] of curves.entries()) {
    parts.push(`<path ${look(index)} d="M${x} ${y - 4}h24"/>`);
    parts.push(`<text class="ink" x="${x + 30}" y="${y}">${escape(name)}</text>`);
    x += 56 + 7 * name.length;
  }
  return parts.join("\n");
}

function look(index: number): string {
  const { colour, dash } = LOOKS[index % LOOKS.length] ?? { colour: "#8a8a8a", dash: "" };
  const dashes = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
  // The fixed rule lies wide beneath the others, since they often cover it.
  return `stroke="${colour}"${dashes}${index === 0 ? ' class="wide"' : ""}`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
