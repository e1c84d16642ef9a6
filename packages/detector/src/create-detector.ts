import {
  anchorActiveTime,
  isStalled,
  readActiveTime,
  startActiveTime,
  tickAllowanceMs,
} from "./active-time.ts";
import { fixedDeadline, silenceOf } from "./deadline.ts";
import { describeReason } from "./describe-reason.ts";
import { Fleet } from "./fleet.ts";
import type { Detector } from "./detector.ts";
import type { SilenceSummary } from "./health.ts";
import { Judge } from "./judge.ts";
import { describeValue } from "./options-error.ts";
import { resolveOptions, type DetectorOptions } from "./options.ts";
import { summarizeSilence } from "./silence.ts";
import { snapshot } from "./snapshot.ts";
import { newWorker, noteFailure, noteLife, type Worker } from "./worker.ts";

/**
 * Makes a detector. It judges silence only at ticks: call `start()`, or `check()` by hand.
 * @throws {DetectorOptionsError} listing everything that is wrong with the options.
 */
export function createDetector(options: DetectorOptions = {}): Detector {
  const settings = resolveOptions(options);
  const { clock, timers, wallClock, checkIntervalMs, recoverySuccesses } = settings;
  const deadlines = fixedDeadline(settings.missedIntervals * settings.heartbeatIntervalMs);
  const workers = new Map<string, Worker>();
  let time = startActiveTime(clock.now());
  let stalledBefore = false;
  let cancelTick: (() => void) | undefined;

  const now = (): number => readActiveTime(time, clock.now());
  const fleet = new Fleet(settings.massSuspicion, settings.heartbeatIntervalMs, () => workers.values());
  const silence = (worker: Worker): SilenceSummary =>
    summarizeSilence(now() - worker.lastSeenAt, worker.deadline.silenceLimitMs());
  const judge = new Judge(settings, now, fleet, silence);
  const measured = (latencyMs: number | undefined): latencyMs is number =>
    latencyMs !== undefined && Number.isFinite(latencyMs) && latencyMs >= 0;

  function unregisterWorker(id: string): boolean {
    const worker = workers.get(id);
    if (worker) judge.forget(worker);
    return workers.delete(id);
  }

  function judgeSilence(worker: Worker, at: number): void {
    // A callback for an earlier worker of this tick may have removed or replaced this one.
    if (workers.get(worker.id) !== worker) return;
    const silence = silenceOf(worker.lastSeenAt, at, worker.deadline.silenceLimitMs());
    if (silence) judge.accuse(worker, silence);
    // Outcomes grow old, so strain can pass without any new outcome.
    if (worker.state.status === "degraded") judge.weighStrain(worker);
  }

  function check(): void {
    const clockMs = clock.now();
    const stalled = isStalled(time, clockMs);
    time = anchorActiveTime(time, clockMs, cancelTick ? tickAllowanceMs(checkIntervalMs) : Infinity);
    // Signs of life that came in during the stall are still unread: judge at the next tick. Only one
    // tick is passed over, so that a monitor that is always late still judges.
    const passOver = stalled && !stalledBefore;
    stalledBefore = stalled;
    if (passOver) return;
    const at = now();
    // A copy: what callbacks register meanwhile is not due yet.
    for (const worker of Array.from(workers.values())) judgeSilence(worker, at);
    const over = fleet.tick(at);
    if (over !== undefined) judge.endHold(Array.from(workers.values()), over);
  }

  function arm(): void {
    cancelTick = timers.after(checkIntervalMs, () => {
      arm();
      check();
    });
  }

  return {
    unregisterWorker,
    check,
    registerWorker(id, info = {}) {
      if (typeof id !== "string" || id === "") {
        throw new TypeError(
          `A worker's id must be a string of at least one character, received ${describeValue(id)}`,
        );
      }
      unregisterWorker(id);
      const own = { ...info, labels: info.labels && { ...info.labels } };
      workers.set(id, newWorker(id, own, deadlines.forWorker(), settings, now()));
    },
    heartbeat(id, data = {}) {
      const worker = workers.get(id);
      if (!worker) return false;
      const { status = "ok", cpu, memory, incarnation } = data;
      const current = worker.info.incarnation;
      if (incarnation !== undefined && current !== undefined && incarnation !== current) return false;
      noteLife(worker, now());
      worker.lastHeartbeatAt = wallClock();
      worker.report = { status, ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
      judge.sawReport(worker, worker.report);
      return true;
    },
    recordSuccess(id, operation, latencyMs) {
      const worker = workers.get(id);
      if (!worker) return;
      judge.sawSuccess(worker, operation, measured(latencyMs) ? latencyMs : undefined);
    },
    recordFailure(id, operation, reason, latencyMs) {
      const worker = workers.get(id);
      if (!worker) return;
      const message = describeReason(reason);
      const latency = measured(latencyMs) ? { latencyMs } : {};
      noteFailure(worker, now(), { operation, message, at: wallClock(), ...latency });
      judge.sawFailure(worker, operation, message);
    },
    connectionLost(id, reason) {
      const worker = workers.get(id);
      if (worker) judge.accuse(worker, { kind: "connection-lost", reason: describeReason(reason) });
    },
    getWorkerHealth(id) {
      const worker = workers.get(id);
      return worker && snapshot(worker, recoverySuccesses, silence(worker));
    },
    getWorkerStatus(id) {
      const worker = workers.get(id);
      return worker && { status: worker.state.status, suspected: worker.suspicion !== undefined };
    },
    getAllWorkersHealth: () =>
      Array.from(workers.values(), (worker) => snapshot(worker, recoverySuccesses, silence(worker))),
    getHealthyWorkers: () =>
      Array.from(workers.values())
        .filter((worker) => worker.state.status === "healthy")
        .map((worker) => worker.id),
    onWorkerFailed: (callback) => judge.announcements.on("worker-failed", callback),
    onStatusChange: (callback) => judge.announcements.on("status-change", callback),
    onFleetSuspect: (callback) => judge.announcements.on("fleet-suspect", callback),
    onSuspected: (callback) => judge.announcements.on("suspected", callback),
    onCleared: (callback) => judge.announcements.on("cleared", callback),
    events: (options = {}) => judge.announcements.stream(options),
    start() {
      if (cancelTick) return;
      time = anchorActiveTime(time, clock.now(), tickAllowanceMs(checkIntervalMs));
      stalledBefore = false;
      arm();
    },
    stop() {
      if (cancelTick) {
        cancelTick();
        cancelTick = undefined;
        time = anchorActiveTime(time, clock.now(), Infinity);
      }
      judge.stop(workers.values());
    },
  };
}
