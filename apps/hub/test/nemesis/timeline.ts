import type { Fault } from "./ledger.ts";
import type { Outcome } from "./run.ts";

const WIDTH = 1160;
const LEFT = 150;
const CHART = 140;
const LANE = 18;
const BINS = 200;

const COLORS: Readonly<Record<Fault["kind"], string>> = {
  kill: "#c0392b",
  freeze: "#2471a3",
  reset: "#d68910",
  partition: "#7d3c98",
  slow: "#b7950b",
};

/** What was done to whom, under what went through the system meanwhile. */
export function timeline({ evidence, startedAt, endedAt }: Outcome): string {
  const { faults, submitted, logs } = evidence;
  const x = (at: number): number => LEFT + ((at - startedAt) / (endedAt - startedAt)) * (WIDTH - LEFT);
  const victims = [...new Set(faults.map(({ victim }) => victim))].toSorted();
  const acks = submitted.flatMap(({ ackedAt }) => ackedAt ?? []);
  const begun = logs.flatMap(({ entries }) =>
    entries.flatMap(({ kind, at }) => (kind === "start" ? at : [])),
  );
  const binMs = (endedAt - startedAt) / BINS;
  const count = (times: readonly number[]): number[] => {
    const bins = Array.from({ length: BINS }, () => 0);
    for (const at of times) {
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor((at - startedAt) / binMs)));
      bins[bin] = (bins[bin] ?? 0) + 1000 / binMs;
    }
    return bins;
  };
  const [acked, ran] = [count(acks), count(begun)];
  const most = Math.max(1, ...acked, ...ran);
  const line = (bins: readonly number[], color: string): string => {
    const points = bins.map(
      (rate, bin) =>
        `${round(x(startedAt + (bin + 0.5) * binMs))},${round(CHART - (rate / most) * (CHART - 20))}`,
    );
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
  };
  const lanes = victims.map((victim, index) => {
    const y = CHART + 24 + index * LANE;
    const bars = faults
      .filter((fault) => fault.victim === victim)
      .map(({ kind, from, until = endedAt }) => {
        const title = `${kind} ${victim}, ${seconds(from - startedAt)} to ${seconds(until - startedAt)}`;
        return `<rect x="${round(x(from))}" y="${y}" width="${round(Math.max(2, x(until) - x(from)))}" height="${LANE - 5}" fill="${COLORS[kind]}"><title>${escape(title)}</title></rect>`;
      });
    return `<text x="0" y="${y + LANE - 8}">${escape(victim)}</text><line x1="${LEFT}" x2="${WIDTH}" y1="${y + LANE - 3}" y2="${y + LANE - 3}" stroke="#ddd"/>${bars.join("")}`;
  });
  const height = CHART + 24 + victims.length * LANE + 24;
  const ticks = ticksOf(endedAt - startedAt).map(
    (ms) =>
      `<text x="${round(x(startedAt + ms))}" y="${height - 6}" text-anchor="middle">${Math.round(ms / 1000)} s</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + 20} ${height}" width="100%" font-family="system-ui, sans-serif" font-size="11">`,
    `<text x="0" y="20">${Math.round(most)} a second</text>`,
    `<text x="0" y="38" fill="#1e8449">begun by workers</text><text x="0" y="54" fill="#444">acknowledged</text>`,
    ...Object.entries(COLORS).map(
      ([kind, color], index) => `<text x="${LEFT + index * 70}" y="12" fill="${color}">${kind}</text>`,
    ),
    line(ran, "#1e8449"),
    line(acked, "#444"),
    ...lanes,
    ...ticks,
    "</svg>",
  ].join("\n");
}

function ticksOf(totalMs: number): number[] {
  const step = [5, 10, 20, 30, 60, 120, 300, 600].find((each) => totalMs / 1000 / each <= 12) ?? 1800;
  return Array.from({ length: Math.floor(totalMs / 1000 / step) + 1 }, (_, index) => index * step * 1000);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

const round = (value: number): number => Math.round(value * 10) / 10;
