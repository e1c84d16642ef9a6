import { judgeLife } from "./judge-life.ts";
import { livingMs, type FleetTrace, type Span } from "./trace.ts";

const DAY_MS = 86_400_000;

/** What a policy is measured by in one scenario. */
export interface Figures {
  readonly detections: number;
  readonly missed: number;
  readonly meanMs: number;
  readonly p99Ms: number;
  /** The mean, each detection divided by the interval of its worker. */
  readonly meanIntervals: number;
  readonly mistakes: number;
  readonly mistakesPerNodeDay: number;
  readonly meanMistakeMs: number;
  /** Share of the time of the living in which they were called alive. */
  readonly accuracy: number;
  /** The largest share of a fleet's living workers that was called dead at one moment. */
  readonly peakShare: number;
  /** The most mistakes in one life. */
  readonly worstLife: number;
  readonly nodeHours: number;
}

export class Tally {
  readonly #detections: number[] = [];
  #intervals = 0;
  #missed = 0;
  #mistakes = 0;
  #mistakenMs = 0;
  #livingMs = 0;
  #peakShare = 0;
  #worstLife = 0;

  /** @param accused For each life of the trace, in its order. */
  add(trace: FleetTrace, accused: readonly (readonly Span[])[]): void {
    const mistakes: Span[] = [];
    for (const [index, life] of trace.lives.entries()) {
      const verdict = judgeLife(life, accused[index] ?? []);
      if (verdict.detectionMs !== undefined) {
        this.#detections.push(verdict.detectionMs);
        this.#intervals += verdict.detectionMs / life.intervalMs;
      }
      if (verdict.missed) this.#missed++;
      this.#worstLife = Math.max(this.#worstLife, verdict.mistakes.length);
      this.#livingMs += livingMs(life);
      mistakes.push(...verdict.mistakes);
    }
    this.#mistakes += mistakes.length;
    for (const { from, to } of mistakes) this.#mistakenMs += to - from;
    this.#peakShare = Math.max(this.#peakShare, peakShare(trace, mistakes));
  }

  figures(): Figures {
    const sorted = this.#detections.sort((a, b) => a - b);
    const sum = sorted.reduce((total, ms) => total + ms, 0);
    return {
      detections: sorted.length,
      missed: this.#missed,
      meanMs: sum / sorted.length,
      p99Ms: sorted[Math.ceil(0.99 * sorted.length) - 1] ?? Number.NaN,
      meanIntervals: this.#intervals / sorted.length,
      mistakes: this.#mistakes,
      mistakesPerNodeDay: (this.#mistakes / this.#livingMs) * DAY_MS,
      meanMistakeMs: this.#mistakes === 0 ? 0 : this.#mistakenMs / this.#mistakes,
      accuracy: 1 - this.#mistakenMs / this.#livingMs,
      peakShare: this.#peakShare,
      worstLife: this.#worstLife,
      nodeHours: this.#livingMs / 3_600_000,
    };
  }
}

/** Of the workers alive at that moment, the largest share called dead at once. */
export function peakShare(trace: FleetTrace, mistakes: readonly Span[]): number {
  if (mistakes.length === 0) return 0;
  const events = [
    ...trace.lives.flatMap((life) => [
      { at: life.registeredAt, order: 0, alive: 1, accused: 0 },
      { at: Math.min(life.crashAt, life.endAt), order: 3, alive: -1, accused: 0 },
    ]),
    // Those that begin at one moment count before those that end at it: a backlog read at once clears
    // many that were accused together.
    ...mistakes.flatMap(({ from, to }) => [
      { at: from, order: 1, alive: 0, accused: 1 },
      { at: to, order: 2, alive: 0, accused: -1 },
    ]),
  ].sort((a, b) => a.at - b.at || a.order - b.order);
  let [alive, accused, peak] = [0, 0, 0];
  for (const event of events) {
    alive += event.alive;
    accused += event.accused;
    if (accused > 0 && alive > 0) peak = Math.max(peak, accused / alive);
  }
  return peak;
}
