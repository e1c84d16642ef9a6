import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createDetector, type Detector } from "../src/index.ts";

/** What was measured of many workers that send one heartbeat a second. */
export interface ScaleFigures {
  readonly workers: number;
  /** Of the detector, all in, without the ids that the caller made. */
  readonly bytesEach: number;
  /** CPU time of one second's heartbeats and ticks, in percent of one core. */
  readonly corePercent: number;
  /** Of one heartbeat, in ns. */
  readonly beatNs: number;
  /** Of one tick in which nobody is due, in ms. */
  readonly tickMs: number;
  /** The same heartbeats with one timer for each worker, re-armed by each heartbeat. */
  readonly timers: { readonly bytesEach: number; readonly beatNs: number };
}

const WORKERS = 100_000;
const ROUNDS = 30;
/** The detector's default at heartbeats of 1 s. */
const TICKS = 4;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Live bytes: objects and what lies in array buffers. */
function liveBytes(): number {
  for (let turn = 0; turn < 3; turn++) gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Ids in an order of their own, as heartbeats come: not as they were registered. */
function shuffled(ids: readonly string[]): string[] {
  const order = [...ids];
  let seed = 1;
  for (let index = order.length - 1; index > 0; index--) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (index + 1);
    [order[index], order[other]] = [order[other] ?? "", order[index] ?? ""];
  }
  return order;
}

export async function scale(workers: number = WORKERS): Promise<ScaleFigures> {
  const ids = Array.from({ length: workers }, (_, index) => `worker-${index}`);
  const order = shuffled(ids);
  // An id that was never looked up has no hash yet: that is the caller's too.
  new Set(ids).clear();
  let nowMs = 0;
  const clock = { now: () => nowMs };

  const before = liveBytes();
  const detector: Detector = createDetector({ heartbeatIntervalMs: 1000, clock });
  for (const id of ids) detector.registerWorker(id);
  const beats: number[] = [];
  const ticks: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let tick = 0; tick < TICKS; tick++) {
      const [from, to] = [(tick * workers) / TICKS, ((tick + 1) * workers) / TICKS];
      nowMs += 1000 / TICKS;
      beats.push(
        cpuMs(() => {
          for (let index = from; index < to; index++) detector.heartbeat(order[index] ?? "");
        }),
      );
      ticks.push(cpuMs(() => detector.check()));
    }
  }
  const bytesEach = (liveBytes() - before) / workers;
  if (detector.getHealthyWorkers().length !== workers) throw new Error("Somebody was accused.");

  const beatMs = median(beats) * TICKS;
  const tickMs = median(ticks);
  return {
    workers,
    bytesEach,
    corePercent: (beatMs + tickMs * TICKS) / 10,
    beatNs: (beatMs * 1e6) / workers,
    tickMs,
    timers: timerEach(ids, order),
  };
}

/** The way that suggests itself: each heartbeat pushes a timer of the worker's own back. */
function timerEach(ids: readonly string[], order: readonly string[]): ScaleFigures["timers"] {
  const before = liveBytes();
  const timers = new Map<string, NodeJS.Timeout>();
  for (const id of ids)
    timers.set(
      id,
      setTimeout(() => timers.delete(id), 2_000_000),
    );
  const rounds = Array.from({ length: ROUNDS }, () =>
    cpuMs(() => {
      for (const id of order) timers.get(id)?.refresh();
    }),
  );
  const bytesEach = (liveBytes() - before) / ids.length;
  for (const timer of timers.values()) clearTimeout(timer);
  return { bytesEach, beatNs: (median(rounds) * 1e6) / ids.length };
}

/** As rows for the table of goals. */
export function scaleGoals(
  figures: ScaleFigures,
): { what: string; measured: string; goal: string; met: boolean }[] {
  const { workers, corePercent, bytesEach } = figures;
  const many = `${workers.toLocaleString("en")} workers, one heartbeat a second`;
  return [
    {
      what: `${many}: CPU`,
      measured: `${corePercent.toFixed(1)} % of a core`,
      goal: "below 10 %",
      met: corePercent < 10,
    },
    {
      what: `${many}: state`,
      measured: `${bytesEach.toFixed(0)} bytes each`,
      goal: "below 100 bytes",
      met: bytesEach < 100,
    },
  ];
}
