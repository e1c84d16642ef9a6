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

/** Two starts of a hub never fall into one millisecond. */
export function epochOf(startedAt: number): string {
  return startedAt.toString(36);
}
