import type { Clock } from "../ports.ts";

/** What one hub tells the others, in a hurry: each of it they would find out by themselves a little later. */
export interface Hints {
  /** Types of jobs that can be claimed. */
  readonly queued: readonly string[];
  /** When the next of the jobs that were delayed is due. */
  readonly delayedUntil?: number;
  /** Jobs that have come to their end; `true` for more than can be named, as below. */
  readonly finished: readonly string[] | true;
  /** Leases of others' workers that have ended; with 1 if the worker should stop. */
  readonly ended: readonly (readonly [workerId: string, leaseId: string, stop: 0 | 1])[] | true;
  /** Workers that have this hub now. */
  readonly moved: readonly string[] | true;
}

/** What PostgreSQL carries in one notification, with room for what stands around it. */
const MAX_CHARS = 7_000;
/** What comes so soon after the last word waits, and is said with what comes meanwhile. */
const PAUSE_MS = 25;

export function hintsText(hints: Hints): string {
  const text = JSON.stringify(hints);
  if (text.length <= MAX_CHARS) return text;
  const { queued, finished, ended, moved } = hints;
  const few = <T>(list: readonly T[] | true) => (list === true || list.length > 5 ? true : list);
  const short = { ...hints, finished: few(finished), ended: few(ended), moved: few(moved) };
  const shorter = JSON.stringify(short);
  if (shorter.length <= MAX_CHARS) return shorter;
  return JSON.stringify({ ...short, queued: queued.slice(0, 20) });
}

/** Undefined for what is no hint, such as the word of another version. */
export function readHints(text: string): Hints | undefined {
  try {
    const { queued, finished, ended, moved, delayedUntil } = JSON.parse(text) as Hints;
    const isList = (list: unknown) => list === true || Array.isArray(list);
    if (!Array.isArray(queued) || ![finished, ended, moved].every(isList)) return undefined;
    return {
      queued,
      finished,
      ended,
      moved,
      ...(typeof delayedUntil === "number" ? { delayedUntil } : {}),
    };
  } catch {
    return undefined;
  }
}

/** Gathers what is to be told: the first word at once, and then one for all that comes within a moment. */
export class HintSender {
  readonly #clock: Clock;
  readonly #send: (text: string) => void;
  #queued = new Set<string>();
  #finished: string[] = [];
  #ended: (readonly [string, string, 0 | 1])[] = [];
  #moved: string[] = [];
  #delayedUntil = Infinity;
  #pausing = false;
  #waits = false;

  constructor(clock: Clock, send: (text: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  queued(type: string): void {
    this.#queued.add(type);
    this.#schedule();
  }

  delayed(until: number): void {
    this.#delayedUntil = Math.min(this.#delayedUntil, until);
    this.#schedule();
  }

  finished(jobId: string): void {
    this.#finished.push(jobId);
    this.#schedule();
  }

  ended(workerId: string, leaseId: string, stop: boolean): void {
    this.#ended.push([workerId, leaseId, stop ? 1 : 0]);
    this.#schedule();
  }

  moved(workerIds: readonly string[]): void {
    this.#moved.push(...workerIds);
    if (workerIds.length > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#waits) return;
    this.#waits = true;
    // The first one, too, waits for what the same moment brings.
    this.#clock.after(this.#pausing ? PAUSE_MS : 0, () => this.#flush());
    this.#pausing = true;
  }

  #flush(): void {
    this.#waits = false;
    const delayedUntil = this.#delayedUntil;
    const hints = {
      queued: [...this.#queued],
      finished: this.#finished,
      ended: this.#ended,
      moved: this.#moved,
      ...(delayedUntil === Infinity ? {} : { delayedUntil }),
    };
    this.#queued = new Set();
    [this.#finished, this.#ended, this.#moved, this.#delayedUntil] = [[], [], [], Infinity];
    this.#send(hintsText(hints));
    this.#clock.after(PAUSE_MS, () => {
      if (!this.#waits) this.#pausing = false;
    });
  }
}
