import { createHash } from "node:crypto";

/** `epoch-sequence`. The epoch is another one after each start, so that no id is ever given twice. */
export function formatEventId(epoch: string, sequence: number): string {
  return `${epoch}-${sequence}`;
}

/** The sequence of an id of this epoch; undefined for any other text. */
export function sequenceOf(id: string, epoch: string): number | undefined {
  if (!id.startsWith(`${epoch}-`)) return undefined;
  const digits = id.slice(epoch.length + 1);
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/** Two starts of one hub never fall into one millisecond; those of two hubs may, and so its name is in it. */
export function epochOf(startedAt: number, name: string): string {
  const named = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `${startedAt.toString(36)}${named}`;
}
