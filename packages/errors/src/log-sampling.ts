import type { ErrorRecord } from "./types.ts";
import { SEVERITIES } from "./vocabulary.ts";
import type { Severity } from "./vocabulary.ts";

export interface SamplingSettings {
  /** Errors of one group that are logged in full within an interval. */
  readonly first: number;
  readonly intervalMs: number;
}

/** How many errors of a group were not logged in an interval. */
export interface Digest {
  readonly severity: Severity;
  readonly omitted: number;
  /** Undefined for those that came when too many groups were about. */
  readonly group: SampledGroup | undefined;
}

export interface SampledGroup {
  readonly category: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly message: string;
}

interface Sampled {
  readonly sinceMs: number;
  readonly group: SampledGroup | undefined;
  severity: Severity;
  seen: number;
  omitted: number;
  /** The next power of ten. */
  mark: number;
}

/** Groups told apart within an interval; all beyond it are sampled as one. */
export const SAMPLED_GROUPS = 1_000;
const OTHERS = "";

/**
 * Which errors are worth a line: the first of each group (category, severity and fingerprint) in an interval,
 * then the 10th, 100th, 1,000th and so on. Of the others it keeps count.
 */
export class LogSampler {
  readonly #settings: SamplingSettings;
  // In the order in which their intervals end.
  readonly #groups: Map<string, Sampled> = new Map();

  constructor(settings: SamplingSettings) {
    this.#settings = settings;
  }

  /** Whether any errors wait for their digest. */
  get pending(): boolean {
    return [...this.#groups.values()].some(({ omitted }) => omitted > 0);
  }

  /** The number of errors left out since the last line of this group if it gets a line, else undefined. */
  decide(record: ErrorRecord, normalised: string, atMs: number): number | undefined {
    const entry = this.#entry(record, normalised, atMs);
    entry.seen += 1;
    const marked = entry.seen === entry.mark;
    if (marked) entry.mark *= 10;
    if (marked || entry.seen <= this.#settings.first) {
      const { omitted } = entry;
      entry.omitted = 0;
      return omitted;
    }
    entry.omitted += 1;
    if (SEVERITIES.indexOf(record.severity) < SEVERITIES.indexOf(entry.severity)) {
      entry.severity = record.severity;
    }
    return undefined;
  }

  /** What was left out in the intervals that are over; each is told once. */
  over(nowMs: number): Digest[] {
    const digests: Digest[] = [];
    for (const [key, { sinceMs, severity, omitted, group }] of this.#groups) {
      const passedMs = nowMs - sinceMs;
      // A clock that was set back would hold an interval open for as long.
      if (passedMs >= 0 && passedMs < this.#settings.intervalMs) break;
      this.#groups.delete(key);
      if (omitted > 0) digests.push({ severity, omitted, group });
    }
    return digests;
  }

  #entry(record: ErrorRecord, normalised: string, atMs: number): Sampled {
    const { category, severity, fingerprint, name } = record;
    const key = `${severity} ${category} ${fingerprint}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const crowded = this.#groups.size >= SAMPLED_GROUPS;
    const others = crowded ? this.#groups.get(OTHERS) : undefined;
    if (others !== undefined) return others;
    const group = crowded ? undefined : { category, fingerprint, name, message: normalised };
    const entry = { sinceMs: atMs, group, severity, seen: 0, omitted: 0, mark: 10 };
    this.#groups.set(crowded ? OTHERS : key, entry);
    return entry;
  }
}
