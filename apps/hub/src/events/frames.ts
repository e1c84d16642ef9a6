import type { Entry, EventLog } from "./event-log.ts";

export function frameOf(log: EventLog, entry: Entry): string {
  const { logged, sequence } = entry;
  return (entry.frame ??= frame(logged.event, log.id(sequence), withTimes(logged.data)));
}

export function resetFrame(id: string, reason: string): string {
  return frame("reset", id, { reason });
}

/** A comment that also moves the reader's Last-Event-ID on, past events that it filtered out. */
export function heartbeatFrame(id: string): string {
  return `: still here\nid: ${id}\n\n`;
}

/** One event as `text/event-stream` has it. */
function frame(event: string, id: string, data: object): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Numbers under `at` and `…At` become ISO 8601 times. */
function withTimes(data: object): object {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "number" && /(^at|At)$/.test(name) ? new Date(value).toISOString() : value,
    ]),
  );
}
