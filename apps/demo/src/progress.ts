const WIDTH = 30;

/** Shows how far the work is: a bar on a terminal, a plain line for each tenth otherwise. */
export class Progress {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  #shownTenth = -1;
  #drawn = false;

  constructor(total: number, stream: NodeJS.WriteStream = process.stdout) {
    this.#total = total;
    this.#stream = stream;
  }

  update(done: number, note: string): void {
    const share = this.#total === 0 ? 1 : done / this.#total;
    if (this.#stream.isTTY) {
      const filled = Math.round(share * WIDTH);
      const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
      this.#stream.write(`\r\x1b[K  ${bar} ${percent(share)}  ${done}/${this.#total}  ${note}`);
      this.#drawn = true;
      return;
    }
    const tenth = Math.floor(share * 10);
    if (tenth === this.#shownTenth) return;
    this.#shownTenth = tenth;
    this.#stream.write(`  ${percent(share)}  ${done}/${this.#total}  ${note}\n`);
  }

  /** Writes a line of its own, above the bar. */
  say(line: string): void {
    if (this.#drawn) this.#stream.write("\r\x1b[K");
    this.#stream.write(`${line}\n`);
    this.#drawn = false;
  }
}

function percent(share: number): string {
  return `${Math.floor(share * 100)}%`.padStart(4);
}
