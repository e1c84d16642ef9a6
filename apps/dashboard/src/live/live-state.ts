import type {
  AlertEventData,
  BreakerEventData,
  FleetEventData,
  JobEventData,
  WorkerEventData,
} from "@pigeon/protocol";
import type { Topic } from "../api/queries.ts";
import type { Frame } from "./sse.ts";

/** Something that happened, as the list of the latest shows it. */
export type Activity =
  | { readonly kind: "job"; readonly id: string; readonly data: JobEventData }
  | { readonly kind: "worker"; readonly id: string; readonly data: WorkerEventData }
  | { readonly kind: "breaker"; readonly id: string; readonly data: BreakerEventData }
  | { readonly kind: "fleet"; readonly id: string; readonly data: FleetEventData }
  | { readonly kind: "alert"; readonly id: string; readonly data: AlertEventData };

export interface LiveState {
  /** Newest first. */
  readonly recent: readonly Activity[];
  /** Events seen since the page was loaded. */
  readonly seen: number;
  /** What was cached of these is old. */
  readonly stale: ReadonlySet<Topic>;
}

export const RECENT = 40;
export const NOTHING: LiveState = { recent: [], seen: 0, stale: new Set() };

const STALE: Readonly<Record<string, readonly Topic[]>> = {
  job: ["jobs", "status"],
  worker: ["workers", "status"],
  breaker: ["workers"],
  fleet: ["workers", "status", "fleet"],
  alert: ["alerts"],
  reset: ["jobs", "dead-letters", "workers", "status", "alerts", "errors"],
};

/**
 * What many events at once make of the state. Jobs change thousands of times a second, and a reader sees a few:
 * only the latest are read at all.
 */
export function reduce(state: LiveState, frames: readonly Frame[]): LiveState {
  if (frames.length === 0) return state;
  const stale = new Set(state.stale);
  const recent: Activity[] = [];
  for (const { event, id, data } of frames.toReversed()) {
    for (const topic of STALE[event] ?? []) stale.add(topic);
    if (event === "job" && touchesDeadLetters(data)) stale.add("dead-letters");
    if (event === "reset" || STALE[event] === undefined || recent.length >= RECENT) continue;
    const read = readData(data);
    if (read !== undefined) recent.push({ kind: event, id, data: read } as Activity);
  }
  return {
    recent: [...recent, ...state.recent].slice(0, RECENT),
    seen: state.seen + frames.length,
    stale,
  };
}

/** The reader was told what is old. */
export function refreshed(state: LiveState): LiveState {
  return state.stale.size === 0 ? state : { ...state, stale: new Set() };
}

function touchesDeadLetters(data: string): boolean {
  return data.includes('"state":"dead"') || data.includes('"cause":"redrive"');
}

function readData(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
