import type { Entry, EventLog, LoggedEvent } from "./event-log.ts";

export function frameOf(log: EventLog, entry: Entry): string {
  const { logged, sequence } = entry;
  return (entry.frame ??= frame(logged.event, log.id(sequence), dataOf(logged)));
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

/** The data with its times as the contract has them. */
function dataOf({ event, data }: LoggedEvent): object {
  if (event !== "job") return { ...data, at: iso(data.at) };
  const { createdAt, runAt, finishedAt, at, ...rest } = data;
  const created = iso(createdAt);
  // Most jobs are due when they are created.
  const due = runAt === createdAt ? created : iso(runAt);
  if (finishedAt === undefined) return { ...rest, createdAt: created, runAt: due, at: iso(at) };
  return { ...rest, createdAt: created, runAt: due, finishedAt: iso(finishedAt), at: iso(at) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
