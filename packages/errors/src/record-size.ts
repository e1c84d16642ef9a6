import type { ErrorRecord } from "./types.ts";

/** Objects, fields, times and ids of a record without texts of its own. */
const BASE_BYTES = 600;
const ENTRY_BYTES = 40;

/** About how many bytes a record holds, at one byte for a character. */
export function sizeOf(record: ErrorRecord): number {
  const { message, stack = "", subject, name, causes = [], context } = record;
  let bytes = BASE_BYTES + message.length + stack.length + subject.length + name.length;
  for (const cause of causes) bytes += ENTRY_BYTES * 3 + cause.name.length + cause.message.length;
  return bytes + sizeOfValue(context);
}

function sizeOfValue(value: unknown): number {
  if (typeof value === "string") return ENTRY_BYTES + value.length;
  if (typeof value !== "object" || value === null) return ENTRY_BYTES;
  let bytes = ENTRY_BYTES;
  for (const [key, child] of Object.entries(value)) bytes += key.length + sizeOfValue(child);
  return bytes;
}
