import { TraceFlags, type SpanContext } from "@opentelemetry/api";

/** Which traces are recorded, as OTEL_TRACES_SAMPLER says it. */
export interface Sampling {
  /** Whether a trace that began elsewhere is recorded if it is there. */
  readonly parentBased: boolean;
  /** Of the others: 0 none, 1 all. */
  readonly ratio: number;
  /** And of those no more than so many jobs a second, so that a busy hub pays no more than a slow one. */
  readonly jobsPerSecond?: number;
}

/** Lets so many through each second, and what comes first in full: a batch is one trace. */
export class RateLimit {
  readonly #perSecond: number;
  #left: number;
  #at = -Infinity;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
  }

  /** `now` in ms, never back. */
  take(count: number, now: number): boolean {
    this.#left = Math.min(this.#perSecond, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#left <= 0) return false;
    this.#left -= count;
    return true;
  }
}

/** Decides by the trace's id alone, so that all who ask for the same share record the same traces. */
export function isRecorded(
  { parentBased, ratio }: Sampling,
  traceId: string,
  parent: SpanContext | undefined,
): boolean {
  if (parentBased && parent !== undefined) return (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
  if (ratio >= 1) return true;
  // As OpenTelemetry's own sampler for JavaScript does it.
  let mixed = 0;
  for (let at = 0; at < traceId.length; at += 8) mixed ^= Number.parseInt(traceId.slice(at, at + 8), 16);
  return mixed >>> 0 < Math.floor(ratio * 0xffff_ffff);
}
