/** One event of a stream, as it came. */
export interface Frame {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** Takes a `text/event-stream` apart as it arrives, wherever it is cut. */
export class SseParser {
  #rest = "";
  #id = "";

  /** Id of the last event, or of a heartbeat: where to go on after a break. */
  get lastId(): string {
    return this.#id;
  }

  push(text: string): Frame[] {
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => this.#frame(block));
  }

  /** A new connection begins with a new block. */
  restart(): void {
    this.#rest = "";
  }

  #frame(block: string): Frame[] {
    let event = "";
    let data: string | undefined;
    for (const line of block.split("\n")) {
      if (line.startsWith("event: ")) event = line.slice(7);
      else if (line.startsWith("id: ")) this.#id = line.slice(4);
      else if (line.startsWith("data: ")) data = (data === undefined ? "" : `${data}\n`) + line.slice(6);
    }
    return data === undefined || event === "" ? [] : [{ event, id: this.#id, data }];
  }
}
