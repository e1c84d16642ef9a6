import type { Io } from "../io.ts";
import { duration } from "./text.ts";

const CELLS = 24;
const REDRAW_MS = 100;

/** A line on stderr that is drawn over again. Silent where nobody looks. */
export class ProgressBar {
  readonly #io: Io;
  readonly #startedAt: number;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(io: Io) {
    this.#io = io;
    this.#startedAt = io.now();
  }

  /** `total` is undefined while it is not known. */
  draw(done: number, total: number | undefined, what: string): void {
    const { stderr, now } = this.#io;
    if (!stderr.isTTY || (now() - this.#drawnAt < REDRAW_MS && done !== total)) return;
    this.#drawnAt = now();
    stderr.write(`\r${barLine(done, total, what, this.#drawnAt - this.#startedAt, stderr.columns)}\u001B[K`);
  }

  /** Leaves the line free for others. */
  clear(): void {
    if (this.#io.stderr.isTTY && this.#drawnAt !== Number.NEGATIVE_INFINITY)
      this.#io.stderr.write("\r\u001B[K");
    this.#drawnAt = Number.NEGATIVE_INFINITY;
  }
}

/** `[██████      ]  50/100 finished, 5 s`, no wider than the terminal. */
export function barLine(
  done: number,
  total: number | undefined,
  what: string,
  elapsedMs: number,
  columns: number,
): string {
  const share = total === undefined || total === 0 ? 0 : Math.min(1, done / total);
  const filled = Math.floor(share * CELLS);
  const bar = total === undefined ? "" : `[${"█".repeat(filled)}${" ".repeat(CELLS - filled)}] `;
  const count = total === undefined ? String(done) : `${done}/${total}`;
  return `${bar}${count} ${what}, ${duration(Math.floor(elapsedMs / 1000) * 1000 || elapsedMs)}`.slice(
    0,
    Math.max(0, columns - 1),
  );
}
