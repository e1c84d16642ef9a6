import type { DeadlinePolicy } from "./deadline-policy.ts";
import type { ReportStatus, WorkerReport } from "./health.ts";
import type { Worker, WorkerInfo } from "./worker.ts";

/** By number, as pages keep them; 0 means that there was no heartbeat yet. */
const REPORTS: readonly (ReportStatus | undefined)[] = [undefined, "ok", "overloaded", "error"];
/** Beside that number: the gap before this heartbeat reached into a hold of verdicts. */
const PASSED_OVER = 4;
/** Percent are kept in hundredths, plus one, since 0 means that none was told. */
const PERCENT = 100;
/** About so many bytes make a page, so that few workers take little. */
const PAGE_BYTES = 65_536;
const MIN_ROWS = 16;

/** A power of two. */
export function rowsFor(memorySize: number): number {
  const fit = PAGE_BYTES / (17 + 8 * memorySize);
  return Math.max(MIN_ROWS, 2 ** Math.floor(Math.log2(fit)));
}

/**
 * What is known of each worker in columns: a worker that only sends good heartbeats costs its numbers and
 * no object. Times are ms of active time. A column that few need is made when the first one needs it.
 */
export class Page {
  readonly ids: (string | undefined)[];
  /** The last sign of life; registration counts as one. */
  readonly lastSeen: Float64Array;
  /** Silence beyond this moment is evidence. Infinity for the unhealthy: they are not accused again. */
  readonly due: Float64Array;
  readonly memory: Float64Array;
  readonly policy: DeadlinePolicy;
  records: (Worker | undefined)[] | undefined;
  infos: (WorkerInfo | undefined)[] | undefined;
  readonly #reports: Uint8Array;
  readonly #rows: number;
  /** Of the last heartbeat, once any other sign of life came; until then that is the same as lastSeen. */
  #lastBeat: Float64Array | undefined;
  #cpu: Uint16Array | undefined;
  #memoryUse: Uint16Array | undefined;

  constructor(rows: number, policy: DeadlinePolicy) {
    const size = policy.memorySize;
    const buffer = new ArrayBuffer(rows * (17 + 8 * size));
    this.#rows = rows;
    this.policy = policy;
    this.ids = Array.from<string | undefined>({ length: rows }).fill(undefined);
    this.lastSeen = new Float64Array(buffer, 0, rows);
    this.due = new Float64Array(buffer, 8 * rows, rows).fill(Infinity);
    this.memory = new Float64Array(buffer, 16 * rows, rows * size);
    this.#reports = new Uint8Array(buffer, 8 * rows * (2 + size), rows);
  }

  begin(row: number, id: string, info: WorkerInfo | undefined, intervalMs: number, now: number): void {
    this.ids[row] = id;
    this.lastSeen[row] = now;
    this.#reports[row] = 0;
    if (this.#lastBeat) this.#lastBeat[row] = now;
    if (this.#cpu) this.#cpu[row] = 0;
    if (this.#memoryUse) this.#memoryUse[row] = 0;
    if (info) (this.infos ??= this.#blank<WorkerInfo>())[row] = info;
    const at = row * this.policy.memorySize;
    this.memory.fill(0, at, at + this.policy.memorySize);
    this.policy.begin(this.memory, at, intervalMs);
    this.due[row] = now + this.limitMs(row);
  }

  end(row: number): void {
    this.ids[row] = undefined;
    this.due[row] = Infinity;
    if (this.records) this.records[row] = undefined;
    if (this.infos) this.infos[row] = undefined;
  }

  keep(row: number, record: Worker): void {
    (this.records ??= this.#blank<Worker>())[row] = record;
  }

  drop(row: number): void {
    if (this.records) this.records[row] = undefined;
  }

  /**
   * A heartbeat. The gap before it is taught when it began at `teachFrom` or later. One that began before
   * `heldUntil` may be the network's doing; but not the next one as well: that is how often it sends now.
   */
  beat(
    row: number,
    now: number,
    teachFrom: number,
    report: ReportStatus,
    heldUntil: number = -Infinity,
  ): void {
    const at = row * this.policy.memorySize;
    const last = this.#reports[row] ?? 0;
    let passedOver = 0;
    if (last !== 0) {
      const before = (this.#lastBeat ?? this.lastSeen)[row] ?? 0;
      if (before < heldUntil) passedOver = PASSED_OVER;
      const taught = before >= teachFrom && (passedOver === 0 || (last & PASSED_OVER) !== 0);
      if (taught && now > before) this.policy.learn(this.memory, at, now - before);
    }
    this.#reports[row] = (report === "ok" ? 1 : report === "overloaded" ? 2 : 3) | passedOver;
    this.lastSeen[row] = now;
    if (this.#lastBeat) this.#lastBeat[row] = now;
    this.due[row] = now + this.policy.limitMs(this.memory, at);
  }

  /** A sign of life other than a heartbeat: it teaches nothing. */
  see(row: number, now: number): void {
    this.#lastBeat ??= this.lastSeen.slice();
    this.lastSeen[row] = now;
    this.due[row] = now + this.limitMs(row);
  }

  /** What the last heartbeat told, beside its status. */
  noteLoad(row: number, cpu: number | undefined, memory: number | undefined): void {
    if (cpu !== undefined || this.#cpu) (this.#cpu ??= new Uint16Array(this.#rows))[row] = pack(cpu);
    if (memory !== undefined || this.#memoryUse) {
      (this.#memoryUse ??= new Uint16Array(this.#rows))[row] = pack(memory);
    }
  }

  reportOf(row: number): WorkerReport | undefined {
    const status = REPORTS[(this.#reports[row] ?? 0) & ~PASSED_OVER];
    if (status === undefined) return undefined;
    const cpu = unpack(this.#cpu?.[row]);
    const memory = unpack(this.#memoryUse?.[row]);
    return { status, ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
  }

  lastBeatOf(row: number): number | undefined {
    return this.#reports[row] === 0 ? undefined : (this.#lastBeat ?? this.lastSeen)[row];
  }

  limitMs(row: number): number {
    return this.policy.limitMs(this.memory, row * this.policy.memorySize);
  }

  expectedMs(row: number): number {
    return this.policy.expectedMs(this.memory, row * this.policy.memorySize);
  }

  phi(row: number, silentMs: number): number | undefined {
    return this.policy.phi?.(this.memory, row * this.policy.memorySize, silentMs);
  }

  #blank<T>(): (T | undefined)[] {
    return Array.from<T | undefined>({ length: this.#rows }).fill(undefined);
  }
}

function pack(percent: number | undefined): number {
  if (percent === undefined || Number.isNaN(percent)) return 0;
  return 1 + Math.round(PERCENT * Math.min(100, Math.max(0, percent)));
}

function unpack(packed: number | undefined): number | undefined {
  return packed ? (packed - 1) / PERCENT : undefined;
}
