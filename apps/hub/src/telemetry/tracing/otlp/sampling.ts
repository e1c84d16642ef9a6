import { TraceFlags, type SpanContext } from "@opentelemetry/api";

/** Which traces are recorded, as OTEL_TRACES_SAMPLER says it. */
export interface Sampling {
  /** Whether a trace that began elsewhere is recorded if it is there. */
  readonly parentBased: boolean;
  /** Of the others: 0 none, 1 all. */
  readonly ratio: number;
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
