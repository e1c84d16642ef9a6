/** One timer of the machine. */
export interface MachineTimer {
  cancel(): void;
  /** Whether it keeps the process alive. */
  keepAlive(on: boolean): void;
}

export interface MachineTimers {
  now(): number;
  start(callback: () => void, delayMs: number): MachineTimer;
}

interface Entry {
  readonly callback: () => void;
  readonly dueAt: number;
  before: Entry | undefined;
  after: Entry | undefined;
  waiting: boolean;
}

/** Limits of ever other lengths, such as what is left of a request's time, would each leave a timer. */
const mostLengths = 100;

/**
 * Time limits that are nearly all cancelled. Those of one length fall due in the order in which they
 * were set, so one timer for the oldest of them serves all, and cancelling one touches no timer. A
 * timer that nobody waits for keeps no process alive, and is gone when it fires.
 */
export class TimeLimits {
  readonly #timers: MachineTimers;
  readonly #queues = new Map<number, Queue>();

  constructor(timers: MachineTimers) {
    this.#timers = timers;
  }

  /** How many lengths have a timer. */
  get size(): number {
    return this.#queues.size;
  }

  set(callback: () => void, limitMs: number): () => void {
    let queue = this.#queues.get(limitMs);
    if (queue === undefined) {
      if (this.#queues.size >= mostLengths) {
        const timer = this.#timers.start(callback, limitMs);
        return () => timer.cancel();
      }
      queue = new Queue(limitMs, this.#timers, () => this.#queues.delete(limitMs));
      this.#queues.set(limitMs, queue);
    }
    return queue.add(callback);
  }
}

class Queue {
  readonly #limitMs: number;
  readonly #timers: MachineTimers;
  readonly #onIdle: () => void;
  #first: Entry | undefined;
  #last: Entry | undefined;
  #timer: MachineTimer | undefined;

  constructor(limitMs: number, timers: MachineTimers, onIdle: () => void) {
    this.#limitMs = limitMs;
    this.#timers = timers;
    this.#onIdle = onIdle;
  }

  add(callback: () => void): () => void {
    const dueAt = this.#timers.now() + this.#limitMs;
    const entry: Entry = { callback, dueAt, before: this.#last, after: undefined, waiting: true };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.after = entry;
    this.#last = entry;
    if (this.#timer === undefined) this.#timer = this.#timers.start(() => this.#fire(), this.#limitMs);
    else if (this.#first === entry) this.#timer.keepAlive(true);
    return () => {
      if (!entry.waiting) return;
      this.#remove(entry);
      if (this.#first === undefined) this.#timer?.keepAlive(false);
    };
  }

  #remove(entry: Entry): void {
    entry.waiting = false;
    if (entry.before === undefined) this.#first = entry.after;
    else entry.before.after = entry.after;
    if (entry.after === undefined) this.#last = entry.before;
    else entry.after.before = entry.before;
  }

  #fire(): void {
    this.#timer = undefined;
    const now = this.#timers.now();
    const due: Entry[] = [];
    while (this.#first !== undefined && this.#first.dueAt <= now) {
      due.push(this.#first);
      this.#remove(this.#first);
    }
    // The next timer is set before anything is called that might throw.
    if (this.#first === undefined) this.#onIdle();
    else this.#timer = this.#timers.start(() => this.#fire(), Math.max(1, this.#first.dueAt - now));
    for (const { callback } of due) callback();
  }
}
