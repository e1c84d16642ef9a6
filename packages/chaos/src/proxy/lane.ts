import { draw, type Stream } from "../draw.ts";
import type { Clock } from "../types.ts";
import type { LaneFaults } from "./faults.ts";
import { freshPace, isClear, pace, type Pace, type Parcel, pieceBytes, piecesOf } from "./pacing.ts";

/** The end that a lane delivers to. */
export interface Outlet {
  /** False while it cannot take more; `Lane.flow` is called when it can again. */
  write(chunk: Uint8Array): boolean;
  /** Nothing more comes. */
  end(): void;
}

interface Item extends Parcel {
  /** Undefined for the end. */
  readonly chunk: Uint8Array | undefined;
  dueAt: number;
}

/** The most bytes on their way before the source has to wait. */
const MOST_BYTES = 1024 * 1024;

/** The bytes of one direction of a connection, on their way. */
export class Lane {
  readonly #clock: Clock;
  readonly #stream: Stream;
  readonly #onFull: (full: boolean) => void;
  #outlet: Outlet | undefined;
  #faults: LaneFaults;
  #items: Item[] = [];
  #pace: Pace = freshPace;
  #queued = 0;
  #pieces = 0;
  #full = false;
  #blocked = false;
  #cancel: (() => void) | undefined;
  /** Pieces that did not pass at once. */
  delayed = 0;

  constructor(clock: Clock, stream: Stream, faults: LaneFaults, onFull: (full: boolean) => void) {
    this.#clock = clock;
    this.#stream = stream;
    this.#faults = faults;
    this.#onFull = onFull;
  }

  /** Where it delivers to; until then all is kept. */
  set outlet(outlet: Outlet) {
    this.#outlet = outlet;
    this.flow();
  }

  push(chunk: Uint8Array): void {
    for (const piece of piecesOf(chunk, pieceBytes(this.#faults))) this.#add(piece, piece.length);
    this.flow();
  }

  end(): void {
    this.#add(undefined, 0);
    this.flow();
  }

  /** Other faults, also for what is already on its way. */
  set faults(faults: LaneFaults) {
    this.#faults = faults;
    this.#pace = freshPace;
    for (const item of this.#items) this.#time(item);
    this.flow();
  }

  /** Delivers what is due. */
  flow(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#deliver();
    const next = this.#items[0];
    const outlet = this.#outlet;
    if (next !== undefined && outlet !== undefined && !this.#blocked && this.#faults.blackHole !== true) {
      this.#cancel = this.#clock.setTimer(() => this.flow(), Math.max(0, next.dueAt - this.#clock.now()));
    }
    const full = this.#queued > MOST_BYTES;
    if (full === this.#full) return;
    this.#full = full;
    this.#onFull(full);
  }

  /** The outlet can take more. */
  unblock(): void {
    this.#blocked = false;
    this.flow();
  }

  /** Drops all and delivers no more. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#outlet = undefined;
    this.#items = [];
  }

  #deliver(): void {
    const outlet = this.#outlet;
    if (outlet === undefined || this.#faults.blackHole === true) return;
    const now = this.#clock.now();
    let count = 0;
    for (const { chunk, dueAt } of this.#items) {
      if (this.#blocked || dueAt > now) break;
      count += 1;
      if (chunk === undefined) outlet.end();
      else {
        this.#queued -= chunk.length;
        this.#blocked = !outlet.write(chunk);
      }
    }
    if (count > 0) this.#items.splice(0, count);
  }

  #add(chunk: Uint8Array | undefined, bytes: number): void {
    const u = draw(this.#stream, this.#pieces);
    this.#pieces += 1;
    this.#queued += bytes;
    const item = { chunk, bytes, u, arrivedAt: this.#clock.now(), dueAt: 0 };
    this.#time(item);
    this.#items.push(item);
    if (chunk !== undefined && !isClear(this.#faults)) this.delayed += 1;
  }

  #time(item: Item): void {
    this.#pace = pace(this.#pace, item, this.#faults);
    item.dueAt = this.#pace.dueAt;
  }
}
