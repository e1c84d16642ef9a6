import { describeReason } from "./describe-reason.ts";
import type { Detector } from "./detector.ts";
import { Fleet } from "./fleet.ts";
import { Judge } from "./judge.ts";
import { LOOK_AGAIN_MS, MonitorTime } from "./monitor-time.ts";
import { resolveOptions, type DetectorOptions } from "./options.ts";
import { checkWorker, copyInfo } from "./read-worker.ts";
import { earliestOf, findDue, isStillDue, nextTickMs } from "./find-due.ts";
import { snapshot } from "./snapshot.ts";
import { isGoodReport } from "./strain.ts";
import { noteFailure, Worker, type WorkerContext } from "./worker.ts";
import { WorkerTable } from "./worker-table.ts";

/**
 * Makes a detector. It judges silence only at ticks: call `start()`, or `check()` by hand.
 * @throws {DetectorOptionsError} listing everything that is wrong with the options.
 */
export function createDetector(options: DetectorOptions = {}): Detector {
  const settings = resolveOptions(options);
  const { timers, wallClock, checkIntervalMs, recoverySuccesses } = settings;
  const table = new WorkerTable(settings.deadline);
  const time = new MonitorTime(settings.clock);
  const now = (): number => time.now();
  const fleet = new Fleet(settings.massSuspicion, table);
  const judge = new Judge(settings, now, fleet);
  const strained = new Set<Worker>();
  const context: WorkerContext = {
    windowSize: settings.windowSize,
    latencyFactor: settings.latencyFactor,
    now,
    dateOf: (activeMs) => new Date(Math.round(wallClock().getTime() - time.ageMs(activeMs))),
    onDegraded: (worker) => void strained.add(worker),
  };
  let cancelTick: (() => void) | undefined;
  /** The end of the last hold of verdicts. */
  let heldUntil = -Infinity;
  const measured = (latencyMs: number | undefined): latencyMs is number =>
    latencyMs !== undefined && Number.isFinite(latencyMs) && latencyMs >= 0;

  /** For a look only: a worker of whom only good heartbeats are known gets no record by it. */
  function peek(id: string): Worker | undefined {
    const slot = table.slots.get(id);
    if (slot === undefined) return undefined;
    const [page, row] = [table.pageOf(slot), table.rowOf(slot)];
    return page.records?.[row] ?? new Worker(page, row, id, context);
  }

  /** The record of the worker, made when there was none. */
  function recordOf(id: string): Worker | undefined {
    const worker = peek(id);
    const slot = table.slots.get(id);
    if (worker && slot !== undefined) table.pageOf(slot).keep(table.rowOf(slot), worker);
    return worker;
  }

  function unregisterWorker(id: string): boolean {
    const worker = table.recordOf(id);
    if (worker) judge.forget(worker);
    return table.remove(id);
  }

  /** Accuses the silent. Returns when the next one falls due. */
  function judgeSilence(at: number): number {
    const { found, nextMs } = findDue(table, at);
    const from = earliestOf(found, at);
    const unsure = from !== undefined && fleet.outlook(from, at) === "unsure";
    for (const due of found) {
      // A callback for an earlier worker of this tick may have removed or replaced this one.
      if (!isStillDue(due, at)) continue;
      const { page, row, id } = due;
      const silentMs = at - (page.lastSeen[row] ?? 0);
      const limitMs = page.limitMs(row);
      // Not for long: others may send more seldom than they once did.
      if (unsure && silentMs <= limitMs + page.expectedMs(row)) continue;
      const worker = recordOf(id);
      if (worker) judge.accuse(worker, { kind: "silence", silentMs, limitMs });
    }
    return unsure ? at : nextMs;
  }

  /** One tick. Returns after how many ms the next one should come. */
  function look(): number {
    if (!time.tick()) return Math.min(LOOK_AGAIN_MS, checkIntervalMs);
    const at = now();
    const nextMs = judgeSilence(at);
    // Outcomes grow old, so strain can pass without any new outcome.
    for (const worker of strained) {
      if (worker.current && worker.state.status === "degraded") judge.weighStrain(worker);
      else strained.delete(worker);
    }
    const over = fleet.tick(at);
    if (over !== undefined) {
      heldUntil = at;
      judge.endHold(table.records(), over);
    }
    return nextTickMs(nextMs, at, checkIntervalMs);
  }

  function arm(delayMs: number): void {
    time.expectTick(delayMs);
    const cancel = timers.after(delayMs, () => {
      let nextMs = checkIntervalMs;
      try {
        nextMs = look();
      } finally {
        // A callback may have stopped it, or started it anew.
        if (cancelTick === cancel) arm(nextMs);
      }
    });
    cancelTick = cancel;
  }

  return {
    unregisterWorker,
    check: () => void look(),
    registerWorker(id, info = {}) {
      checkWorker(id, info);
      unregisterWorker(id);
      table.add(id, copyInfo(info), info.heartbeatIntervalMs ?? settings.heartbeatIntervalMs, now());
    },
    heartbeat(id, given) {
      // What came as JSON may be null.
      const data = given ?? undefined;
      const slot = table.slots.get(id);
      if (slot === undefined) return "unknown";
      const page = table.pageOf(slot);
      const row = table.rowOf(slot);
      const at = now();
      const status = data?.status ?? "ok";
      if (data !== undefined) {
        const current = page.infos?.[row]?.incarnation;
        if (data.incarnation !== undefined && current !== undefined && data.incarnation !== current)
          return "stale";
        page.noteLoad(row, data.cpu, data.memory);
      }
      page.beat(row, at, time.teachFrom, status, fleet.holding ? Infinity : heldUntil);
      const good = data === undefined || isGoodReport(page.reportOf(row) ?? { status }, settings);
      const worker = good ? page.records?.[row] : recordOf(id);
      if (worker) {
        judge.sawReport(worker, status, good);
        if (worker.spent) page.drop(row);
      }
      return "accepted";
    },
    recordSuccess(id, operation, latencyMs) {
      const worker = recordOf(id);
      if (!worker) return;
      judge.sawSuccess(worker, operation, measured(latencyMs) ? latencyMs : undefined);
    },
    recordFailure(id, operation, reason, latencyMs) {
      const worker = recordOf(id);
      if (!worker) return;
      const message = describeReason(reason);
      const latency = measured(latencyMs) ? { latencyMs } : {};
      noteFailure(worker, now(), { operation, message, at: wallClock(), ...latency });
      judge.sawFailure(worker, operation, message);
    },
    connectionLost(id, reason) {
      const worker = recordOf(id);
      if (worker) judge.accuse(worker, { kind: "connection-lost", reason: describeReason(reason) });
    },
    getWorkerHealth(id) {
      const worker = peek(id);
      return worker && snapshot(worker, recoverySuccesses);
    },
    getWorkerStatus(id) {
      if (!table.slots.has(id)) return undefined;
      const worker = table.recordOf(id);
      return { status: worker?.state.status ?? "healthy", suspected: worker?.suspicion !== undefined };
    },
    getAllWorkersHealth: () =>
      Array.from(table.slots.keys(), peek)
        .filter((worker) => worker !== undefined)
        .map((worker) => snapshot(worker, recoverySuccesses)),
    getHealthyWorkers: () =>
      Array.from(table.slots.keys()).filter(
        (id) => (table.recordOf(id)?.state.status ?? "healthy") === "healthy",
      ),
    onWorkerFailed: (callback) => judge.announcements.on("worker-failed", callback),
    onStatusChange: (callback) => judge.announcements.on("status-change", callback),
    onFleetSuspect: (callback) => judge.announcements.on("fleet-suspect", callback),
    onSuspected: (callback) => judge.announcements.on("suspected", callback),
    onCleared: (callback) => judge.announcements.on("cleared", callback),
    events: (options = {}) => judge.announcements.stream(options),
    start() {
      if (!cancelTick) arm(checkIntervalMs);
    },
    stop() {
      if (cancelTick) {
        cancelTick();
        cancelTick = undefined;
        time.expectTick(Infinity);
      }
      judge.stop(table.records());
    },
  };
}
