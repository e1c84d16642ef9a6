import type { Clock } from "@pigeon/retry";
import type { HubLoad, HubPort, HubWorker, WorkerStatus } from "../hub-port.ts";

interface SimulatedJob {
  readonly id: number;
  readonly durationMs: number;
  readonly submittedAt: number;
  attempts: number;
}

interface SimulatedWorker {
  readonly id: string;
  readonly instanceId: string | undefined;
  readonly slots: number;
  readonly running: Map<SimulatedJob, () => void>;
  status: WorkerStatus;
  draining: boolean;
  alive: boolean;
}

export interface SimulatedHubOptions {
  readonly clock: Clock;
  /** From the death of a worker until its jobs are queued again. Default 2000. */
  readonly noticeMs?: number | undefined;
}

/**
 * A hub in memory, on the time of its clock: a queue, workers that take jobs as soon as slots are free, and jobs
 * that take their time and are done exactly once. Jobs of a worker that dies run again elsewhere.
 */
export class SimulatedHub implements HubPort {
  /** Jobs done so far. */
  finished = 0;
  /** Attempts that ended with their worker and not by themselves. */
  interrupted = 0;
  /** How long each job waited for its first attempt, in ms, in the order in which they began. */
  readonly waits: number[] = [];
  /** What the next calls reject with, in their order. */
  readonly failures: Error[] = [];
  /** Told by the next `load`: verdicts are held back. */
  suspect = false;
  /** Whether drains can be taken back. */
  canUndrain = true;
  readonly #clock: Clock;
  readonly #noticeMs: number;
  readonly #queue: SimulatedJob[] = [];
  readonly #workers = new Map<string, SimulatedWorker>();
  readonly #finishedAt: number[] = [];
  #submitted = 0;

  constructor({ clock, noticeMs = 2000 }: SimulatedHubOptions) {
    this.#clock = clock;
    this.#noticeMs = noticeMs;
  }

  /** Jobs that are neither queued nor running nor done: none, ever. */
  get lost(): number {
    const running = Array.from(this.#workers.values(), (worker) => worker.running.size);
    return this.#submitted - this.finished - this.#queue.length - running.reduce((a, b) => a + b, 0);
  }

  get queued(): number {
    return this.#queue.length;
  }

  get running(): number {
    return Array.from(this.#workers.values(), (worker) => worker.running.size).reduce((a, b) => a + b, 0);
  }

  submit(jobs: number, durationMs: number): void {
    for (let i = 0; i < jobs; i += 1) {
      const submittedAt = this.#clock.wallTime();
      this.#queue.push({ id: (this.#submitted += 1), durationMs, submittedAt, attempts: 0 });
    }
    this.#dispatch();
  }

  /** A worker registers. A known id replaces the one before. */
  register(id: string, slots: number, instanceId?: string): void {
    this.#giveBack(id);
    const worker = { id, instanceId, slots, running: new Map(), draining: false, alive: true };
    this.#workers.set(id, { ...worker, status: "healthy" });
    this.#dispatch();
  }

  /** The worker's process ends. One without jobs says goodbye; the loss of another one is noticed a bit later. */
  ends(id: string): void {
    const worker = this.#workers.get(id);
    if (worker === undefined || !worker.alive) return;
    worker.alive = false;
    if (worker.running.size === 0) {
      this.#workers.delete(id);
      return;
    }
    this.interrupted += worker.running.size;
    for (const stop of worker.running.values()) stop();
    this.#notice(worker);
  }

  /** The worker's process hangs: its jobs do not end, and it is unhealthy once that is noticed. */
  hangs(id: string): void {
    const worker = this.#workers.get(id);
    if (worker === undefined || !worker.alive) return;
    worker.alive = false;
    this.interrupted += worker.running.size;
    for (const stop of worker.running.values()) stop();
    this.#notice(worker);
  }

  /** A worker's health, as the detector gives it. */
  setStatus(id: string, status: WorkerStatus): void {
    const worker = this.#workers.get(id);
    if (worker !== undefined) worker.status = status;
    this.#dispatch();
  }

  async load(): Promise<HubLoad> {
    this.#mayFail();
    const now = this.#clock.wallTime();
    while ((this.#finishedAt[0] ?? now) < now - 60_000) this.#finishedAt.shift();
    const oldest = this.#queue[0];
    return {
      queued: this.#queue.length,
      oldestQueuedMs: oldest === undefined ? 0 : now - oldest.submittedAt,
      running: this.running,
      throughput: this.#finishedAt.length / 60,
      suspect: this.suspect,
      workers: Array.from(this.#workers.values(), viewOf),
    };
  }

  async drain(id: string): Promise<void> {
    this.#mayFail();
    const worker = this.#workers.get(id);
    if (worker !== undefined) worker.draining = true;
  }

  async undrain(id: string): Promise<boolean> {
    this.#mayFail();
    const worker = this.#workers.get(id);
    if (worker === undefined || !this.canUndrain) return false;
    worker.draining = false;
    this.#dispatch();
    return true;
  }

  async remove(id: string): Promise<void> {
    this.#mayFail();
    this.#giveBack(id);
    this.#workers.delete(id);
    this.#dispatch();
  }

  #mayFail(): void {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
  }

  #notice(worker: SimulatedWorker): void {
    this.#clock.setTimer(() => {
      if (this.#workers.get(worker.id) !== worker) return;
      worker.status = "unhealthy";
      this.#requeue(worker);
      this.#dispatch();
    }, this.#noticeMs);
  }

  #giveBack(id: string): void {
    const worker = this.#workers.get(id);
    if (worker === undefined) return;
    if (worker.alive) this.interrupted += worker.running.size;
    for (const stop of worker.running.values()) stop();
    this.#requeue(worker);
  }

  #requeue(worker: SimulatedWorker): void {
    this.#queue.unshift(...worker.running.keys());
    this.#queue.sort((a, b) => a.id - b.id);
    worker.running.clear();
  }

  #dispatch(): void {
    const takers = Array.from(this.#workers.values()).filter(
      ({ status, draining, alive }) => alive && !draining && status !== "unhealthy",
    );
    while (this.#queue.length > 0) {
      const free = takers.filter(({ running, slots }) => running.size < slots);
      const worker = free.reduce<SimulatedWorker | undefined>(
        (a, b) => (a === undefined || b.running.size < a.running.size ? b : a),
        undefined,
      );
      const job = worker && this.#queue.shift();
      if (worker === undefined || job === undefined) return;
      this.#begin(worker, job);
    }
  }

  #begin(worker: SimulatedWorker, job: SimulatedJob): void {
    job.attempts += 1;
    if (job.attempts === 1) this.waits.push(this.#clock.wallTime() - job.submittedAt);
    const stop = this.#clock.setTimer(() => {
      worker.running.delete(job);
      this.finished += 1;
      this.#finishedAt.push(this.#clock.wallTime());
      this.#dispatch();
    }, job.durationMs);
    worker.running.set(job, stop);
  }
}

function viewOf({ id, instanceId, slots, running, status, draining }: SimulatedWorker): HubWorker {
  return { id, instanceId, slots, running: running.size, status, draining };
}
