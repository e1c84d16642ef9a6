/** A stretch of time in ms, from `from` up to but not including `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One life of a worker as the monitor sees it: registered, heartbeats read, then a crash or the end. */
export interface Life {
  /** Which of the fleet's workers; a later life of the same one follows the earlier. */
  readonly node: number;
  readonly registeredAt: number;
  /** When the monitor reads each heartbeat, in order. Some sent before a crash are read after it. */
  readonly readsAt: Float64Array;
  /** Infinity: it lives on. */
  readonly crashAt: number;
  /** Until when it is looked at: the next life of the node, or the end of the trace. */
  readonly endAt: number;
  /** How often it sent towards the end of its life. */
  readonly intervalMs: number;
}

/** All that happened to one fleet; every policy is shown the same. */
export interface FleetTrace {
  readonly nodes: number;
  readonly lives: readonly Life[];
  /** When the monitor itself was blocked. In order, without overlap. */
  readonly stalls: readonly Span[];
  readonly endAt: number;
}

export function livingMs({ registeredAt, crashAt, endAt }: Life): number {
  return Math.min(crashAt, endAt) - registeredAt;
}

/** The first moment from `time` on that does not lie in a span; `spans` in order. */
export function outside(spans: readonly Span[], time: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.to ?? Infinity) > time) high = middle;
    else low = middle + 1;
  }
  const span = spans[low];
  return span !== undefined && span.from <= time ? span.to : time;
}
