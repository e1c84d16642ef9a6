import { createDetector, type DetectorOptions } from "../src/index.ts";
import { outside, type FleetTrace, type Span } from "./trace.ts";

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/**
 * The whole detector on a simulated event loop. Within a stall no timer runs and nothing is read; at its
 * end the timers that are due come first, then what lies unread, as in Node.
 */
export function runDetector(options: DetectorOptions, trace: FleetTrace): readonly (readonly Span[])[] {
  let now = 0;
  const timers = new Set<Timer>();
  const detector = createDetector({
    ...options,
    clock: { now: () => now },
    timers: {
      after(delayMs, callback) {
        const timer = { dueAt: now + delayMs, callback };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    wallClock: () => new Date(now),
  });

  const accused: { from: number; to: number }[][] = trace.lives.map(() => []);
  const lifeOf = new Int32Array(trace.nodes).fill(-1);
  const open = (node: number): { from: number; to: number } | undefined => {
    const last = accused[lifeOf[node] ?? -1]?.at(-1);
    return last?.to === Infinity ? last : undefined;
  };
  detector.onStatusChange(({ workerId, to }) => {
    const node = Number(workerId);
    const current = open(node);
    if (to === "unhealthy") accused[lifeOf[node] ?? -1]?.push({ from: now, to: Infinity });
    else if (current) current.to = now;
  });

  /** Runs the timers that are due up to `until`, each at its moment or at the end of the stall it fell into. */
  function runTimers(until: number): void {
    for (;;) {
      let next: Timer | undefined;
      for (const timer of timers) if (next === undefined || timer.dueAt < next.dueAt) next = timer;
      if (next === undefined) return;
      const runsAt = Math.max(now, outside(trace.stalls, next.dueAt));
      if (runsAt > until) return;
      timers.delete(next);
      now = runsAt;
      next.callback();
    }
  }

  detector.start();
  const names = Array.from({ length: trace.nodes }, (_, node) => String(node));
  for (const { at, life, registers } of inOrder(trace)) {
    const node = trace.lives[life]?.node ?? 0;
    runTimers(at);
    now = Math.max(now, at);
    if (registers) lifeOf[node] = life;
    if (registers) detector.registerWorker(names[node] ?? "");
    else if (lifeOf[node] === life) detector.heartbeat(names[node] ?? "");
  }
  runTimers(trace.endAt);
  detector.stop();
  return accused;
}

interface Arrival {
  readonly at: number;
  readonly life: number;
  readonly registers: boolean;
}

function inOrder({ lives, stalls }: FleetTrace): Arrival[] {
  const arrivals: Arrival[] = [];
  for (const [life, { registeredAt, readsAt }] of lives.entries()) {
    arrivals.push({ at: outside(stalls, registeredAt), life, registers: true });
    for (const at of readsAt) arrivals.push({ at, life, registers: false });
  }
  // Sorting is stable: a registration comes before a heartbeat read at the same moment.
  return arrivals.sort((a, b) => a.at - b.at);
}
