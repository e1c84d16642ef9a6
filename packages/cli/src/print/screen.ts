import type { Io } from "../io.ts";

/** The other screen, no cursor, lines that end at the edge; and back. */
const ENTER = "\u001B[?1049h\u001B[?25l\u001B[?7l";
const LEAVE = "\u001B[?7h\u001B[?25h\u001B[?1049l";

/**
 * A text that is drawn over again on a screen of its own. In a pipe each text follows the one before.
 * `close` has to be called: it brings back what was on the terminal, and leaves the last text there.
 */
export class Screen {
  readonly #io: Io;
  #last: string | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  draw(text: string): void {
    const { stdout } = this.#io;
    if (!stdout.isTTY) {
      stdout.write(`${text}\n`);
      return;
    }
    if (this.#last === undefined) stdout.write(ENTER);
    this.#last = text;
    // Home, then each line to its end, then what was below: without a flicker.
    stdout.write(`\u001B[H${text.replaceAll("\n", "\u001B[K\n")}\u001B[J`);
  }

  close(): void {
    if (this.#last !== undefined) this.#io.stdout.write(`${LEAVE}${this.#last}`);
    this.#last = undefined;
  }
}
