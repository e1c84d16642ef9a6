import { iso } from "./alert.ts";
import type { Labels } from "./labels.ts";
import { matches, type Matcher } from "./matcher.ts";

/** What `silence` takes. */
export interface SilenceRequest {
  /** Alerts that satisfy all of them are silenced. At least one. */
  readonly matchers: readonly Matcher[];
  /** Default: now. */
  readonly from?: Date | undefined;
  readonly until: Date;
  readonly comment: string;
  readonly author: string;
}

/** A silence as users see it. Times are ISO 8601. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly from: string;
  readonly until: string;
  readonly comment: string;
  readonly author: string;
  readonly state: "pending" | "active";
}

/** A silence as the package keeps it. Times are ms since the epoch. */
export interface SavedSilence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly from: number;
  readonly until: number;
  readonly comment: string;
  readonly author: string;
}

export function isSilencing({ from, until }: SavedSilence, now: number): boolean {
  return from <= now && now < until;
}

/** Whether one of the silences applies to these labels now. */
export function silences(all: Iterable<SavedSilence>, labels: Labels, now: number): boolean {
  for (const silence of all) if (isSilencing(silence, now) && matches(silence.matchers, labels)) return true;
  return false;
}

/** When the next of them begins or ends. */
export function nextSilenceChange(all: Iterable<SavedSilence>, now: number): number {
  let next = Infinity;
  for (const { from, until } of all) {
    for (const at of [from, until]) if (at > now) next = Math.min(next, at);
  }
  return next;
}

export function publicSilence(silence: SavedSilence, now: number): Silence {
  return {
    ...silence,
    from: iso(silence.from),
    until: iso(silence.until),
    state: isSilencing(silence, now) ? "active" : "pending",
  };
}
