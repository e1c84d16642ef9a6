import {
  beginHold,
  isMassSuspicion,
  isUnsure,
  nextHold,
  NO_HOLD,
  type Hold,
  type HoldEnd,
  type MassSuspicion,
} from "./fleet-hold.ts";
import { haveAnswered, referenceOf, sightOf, viewFleet, type Reference } from "./fleet-view.ts";
import type { Worker } from "./worker.ts";
import type { WorkerTable } from "./worker-table.ts";

/** For so long, in ms, one look at the fleet serves all who are accused: looks are dear in large fleets. */
const FRESH_MS = 25;

type Outlook = "alone" | "mass" | "unsure";

/** No fleet is that large. */
const NEVER: MassSuspicion = { share: 1, minWorkers: Infinity, settleMs: 0 };

/** Looks at all workers together, and says when verdicts must wait. Times are of active time. */
export class Fleet {
  readonly #rule: MassSuspicion;
  readonly #table: WorkerTable;
  #hold: Hold = NO_HOLD;
  /** From where the hold, or the last one, is seen. */
  #from: Reference = { sinceMs: 0, intervalMs: 0, toleranceMs: 0, limitMs: 0 };
  /** Who was suspect as the hold began, and when that was. */
  #held: { readonly ids: readonly string[]; readonly sinceMs: number } = { ids: [], sinceMs: 0 };
  #last: { atMs: number; outlook: Outlook } | undefined;

  constructor(rule: MassSuspicion | false, table: WorkerTable) {
    this.#rule = rule === false ? NEVER : rule;
    this.#table = table;
  }

  get holding(): boolean {
    return this.#hold.kind === "holding";
  }

  /** Whether the silence that this worker is to be accused of may be the fate of many. */
  outlook(from: Reference, nowMs: number): Outlook {
    if (this.#rule === NEVER) return "alone";
    if (this.holding) return "mass";
    if (this.#last && nowMs - this.#last.atMs < FRESH_MS) return this.#last.outlook;
    const view = viewFleet(this.#table, from, nowMs, this.#rule.settleMs);
    const mass = isMassSuspicion(view, this.#rule);
    const outlook = mass ? "mass" : isUnsure(view, this.#rule) ? "unsure" : "alone";
    this.#from = from;
    this.#last = { atMs: nowMs, outlook };
    return outlook;
  }

  /** A verdict without an answer of the worker's is due. True when it must wait; a hold may begin with it. */
  mustWait(worker: Worker, nowMs: number): { wait: boolean; begins: boolean } {
    if (this.holding) return { wait: true, begins: false };
    const mass = this.outlook(referenceOf(worker.expected, nowMs), nowMs) === "mass";
    if (mass) {
      this.#hold = beginHold(nowMs, this.#rule);
      this.#held = { ids: this.suspects(nowMs), sinceMs: nowMs };
    }
    return { wait: mass, begins: mass };
  }

  /** At every tick. Tells why the hold ended, when it did. */
  tick(nowMs: number): HoldEnd | undefined {
    if (!this.holding) return undefined;
    const view = viewFleet(this.#table, this.#from, nowMs, this.#rule.settleMs);
    const mass = isMassSuspicion(view, this.#rule);
    const { ids, sinceMs } = this.#held;
    const answered = view.suspects === 0 && haveAnswered(this.#table, ids, sinceMs);
    const next = nextHold(this.#hold, { mass, answered }, nowMs, this.#from.limitMs);
    if (next.kind !== "over") {
      this.#hold = next;
      return undefined;
    }
    this.drop();
    return next.because;
  }

  /** Ends a hold without anything that follows. True when there was one. */
  drop(): boolean {
    const held = this.holding;
    this.#hold = NO_HOLD;
    this.#last = undefined;
    return held;
  }

  suspects(nowMs: number): string[] {
    const found: string[] = [];
    this.#each(nowMs, (id, sight) => void (sight === "suspect" && found.push(id)));
    return found;
  }

  /** Workers that there are to suspect. */
  size(nowMs: number): number {
    let size = 0;
    this.#each(nowMs, (_, sight) => void (sight !== "gone" && size++));
    return size;
  }

  #each(nowMs: number, visit: (id: string, sight: ReturnType<typeof sightOf>) => void): void {
    const { settleMs } = this.#rule;
    this.#table.scan((page, row, id) => visit(id, sightOf(page, row, this.#from, nowMs, settleMs)));
  }
}
