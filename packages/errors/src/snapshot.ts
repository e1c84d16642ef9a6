import type { SavedOperation } from "./lost-time.ts";
import type { SavedGroup } from "./top-errors.ts";
import type { SavedTotals } from "./totals.ts";
import { get } from "./thrown.ts";
import { isSeverity, SEVERITIES } from "./vocabulary.ts";

export const SNAPSHOT_VERSION = 1;

/** What outlives a restart: counts, groups and times lost, as plain data for JSON. No records, no secrets. */
export interface ErrorSnapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  readonly savedAtMs: number;
  /** Since when errors were counted. */
  readonly startedAtMs: number;
  readonly totals: SavedTotals;
  readonly groups: readonly SavedGroup[];
  readonly operations: readonly SavedOperation[];
}

// Far more than a tracker saves: what is larger was not saved by one.
const MAX_SLOTS = 100_000;
const MAX_ENTRIES = 1_000;
const MAX_TEXT = 1_024;

/** The snapshot, or what is wrong with it. Takes a text of JSON as well. Never throws. */
export function readSnapshot(saved: unknown): ErrorSnapshot | { problem: string } {
  const data = typeof saved === "string" ? parsed(saved) : saved;
  const version = get(data, "version");
  if (version !== SNAPSHOT_VERSION)
    return { problem: `version is ${shown(version)}, not ${SNAPSHOT_VERSION}` };
  const wrong = Object.entries(FIELDS).find(([field, holds]) => !holds(get(data, field)));
  return wrong === undefined ? (data as ErrorSnapshot) : { problem: `${wrong[0]} is malformed` };
}

type Check = (value: unknown) => boolean;

const amount: Check = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const time: Check = (value) => amount(value) && (value as number) <= 8.64e15;
const text: Check = (value) => typeof value === "string" && value.length <= MAX_TEXT;
const shape =
  (fields: Record<string, Check>): Check =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(fields).every(([field, holds]) => holds(get(value, field)));
const list =
  (max: number, holds: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= max && value.every((item) => holds(item));
const counts: Check = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(list(SEVERITIES.length, amount));

const totalsSlots = list(MAX_SLOTS, shape({ atMs: time, counts, timed: amount, totalMs: amount }));
const tallySlot: Check = (value) => list(3, amount)(value) && Number.isInteger(get(value, "0"));
const slots = { minutes: list(MAX_SLOTS, tallySlot), hours: list(MAX_SLOTS, tallySlot) };
const group = shape({
  category: text,
  fingerprint: text,
  name: text,
  message: text,
  severity: isSeverity,
  lastAtMs: time,
  weight: amount,
  ...slots,
});
const FIELDS: Record<keyof Omit<ErrorSnapshot, "version">, Check> = {
  savedAtMs: time,
  startedAtMs: time,
  totals: shape({ minutes: totalsSlots, hours: totalsSlots }),
  groups: list(MAX_ENTRIES, group),
  operations: list(MAX_ENTRIES, shape({ operation: text, lostMs: amount, ...slots })),
};

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function shown(version: unknown): string {
  return typeof version === "number" ? String(version) : `a value of type ${typeof version}`;
}
