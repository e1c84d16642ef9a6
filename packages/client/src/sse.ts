/** One event of a `text/event-stream`. */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

/** Reads `text/event-stream` by the HTML standard (section 9.2), piece by piece, wherever it is cut. */
export class SseReader {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #id = "";

  /** The id to come back with; empty before the first. */
  get lastEventId(): string {
    return this.#id;
  }

  /** The events that are complete with this piece. */
  push(text: string): SseEvent[] {
    const all = this.#rest + text;
    // A CR at the very end may be the first half of a CRLF.
    const end = all.endsWith("\r") ? all.length - 1 : all.length;
    const lines = all.slice(0, end).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + all.slice(end);
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): SseEvent[] {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return [];
  }

  #dispatch(): SseEvent[] {
    const [event, data] = [this.#event, this.#data];
    this.#event = "";
    this.#data = [];
    return data.length === 0 ? [] : [{ event: event || "message", data: data.join("\n"), id: this.#id }];
  }
}
