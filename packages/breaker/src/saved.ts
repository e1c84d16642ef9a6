import { closed } from "./closed.ts";
import { startRamp } from "./ramp-up.ts";
import { recoveryMs } from "./recovery.ts";
import { integer, isObject, missing, nameRule, problemsOf, type Rule, show } from "./rules.ts";
import type { Policy, State } from "./states.ts";
import { elapse, failuresInARow, retryAfterAt, stateAt } from "./policy.ts";
import type { SavedWindow } from "./trip.ts";
import type { BreakerSnapshot } from "./types.ts";

/** The part of a snapshot that the state gives. */
export type SavedState = Omit<BreakerSnapshot, "version" | "name" | "totals" | "lastFailure">;

/** The state at `now` as plain data, with times relative to `now`. */
export function saveState(policy: Policy, state: State, now: number): SavedState {
  const current = elapse(policy, state, now)?.state ?? state;
  const windows =
    current.kind === "closed"
      ? current.windows.map((window, i) => ({ policy: policy.trips[i]?.kind ?? "", saved: window.save(now) }))
      : [];
  return {
    state: stateAt(policy, current, now),
    sinceMs: Math.max(0, now - current.since),
    consecutiveFailures: failuresInARow(current),
    retryAfterMs: retryAfterAt(policy, current, now),
    openings: current.kind === "isolated" ? 0 : current.openings,
    probeSuccesses: current.kind === "half-open" ? current.successes : 0,
    windows,
  };
}

/** The state that a snapshot tells of, as it goes on at `now`. Probes and calls that were under way are no more. */
export function restoreState(policy: Policy, saved: BreakerSnapshot, generation: number, now: number): State {
  const { openings, consecutiveFailures: failures, probeSuccesses: successes } = saved;
  const since = now - saved.sinceMs;
  if (saved.state === "isolated") return { kind: "isolated", generation, since };
  if (saved.state === "open") {
    return { kind: "open", generation, since, failures, openings, until: now + saved.retryAfterMs };
  }
  if (saved.state === "half-open") {
    const reopenMs = recoveryMs(policy.recovery, openings + 1, policy.random());
    const most = Math.min(successes, policy.successThreshold - 1);
    return {
      kind: "half-open",
      generation,
      since,
      failures,
      openings,
      successes: most,
      probes: [],
      reopenMs,
    };
  }
  const ofTrip = policy.trips.map(({ kind }, index) => windowOf(saved, kind, index));
  const ramp = openings > 0 && saved.sinceMs < policy.rampUpMs ? startRamp(policy, since) : undefined;
  return { ...closed(policy, generation, now, openings, ofTrip), since, failures, ramp };
}

/** The window of the same policy at the same place; with other policies, it starts afresh. */
function windowOf({ windows }: BreakerSnapshot, kind: string, index: number): SavedWindow | undefined {
  const found = windows[index];
  return found?.policy === kind ? found.saved : undefined;
}

const time: Rule = {
  expected: "a number from 0",
  accepts: (value) => Number.isFinite(value) && Number(value) >= 0,
};
const count = integer(0, Number.MAX_SAFE_INTEGER);
const isAnything = (): boolean => true;

const rules: Readonly<Record<keyof BreakerSnapshot, Rule>> = {
  version: { expected: "1", accepts: (value) => value === 1 },
  name: nameRule,
  state: {
    expected: '"closed", "open", "half-open" or "isolated"',
    accepts: (value) => ["closed", "open", "half-open", "isolated"].includes(String(value)),
  },
  sinceMs: time,
  consecutiveFailures: count,
  retryAfterMs: time,
  openings: count,
  probeSuccesses: count,
  windows: {
    expected: "an array of objects with policy and saved",
    accepts: (value) =>
      Array.isArray(value) &&
      value.every((each) => isObject(each) && "policy" in each && "saved" in each && isObject(each.saved)),
  },
  totals: { expected: "an object", accepts: isObject },
  lastFailure: { expected: "an object", accepts: isObject },
};

const totalsRules: Readonly<Record<string, Rule>> = {
  successes: count,
  failures: count,
  timeouts: count,
  rejected: count,
};
const failureRules: Readonly<Record<string, Rule>> = {
  message: { expected: "a string", accepts: (value) => typeof value === "string" },
  at: { expected: "anything", accepts: isAnything },
  agoMs: time,
};

/** Every problem of what should be a snapshot. */
export function snapshotProblems(value: unknown, path = ""): string[] {
  if (!isObject(value))
    return [`${path === "" ? "snapshot" : path.slice(0, -1)}: expected an object, received ${show(value)}`];
  return [
    ...missing(
      value,
      Object.keys(rules).filter((key) => key !== "lastFailure"),
      path,
    ),
    ...problemsOf(value, rules, path),
    ...inner(value, "totals", totalsRules, path),
    ...inner(value, "lastFailure", failureRules, path),
  ];
}

function inner(value: object, key: string, rules: Readonly<Record<string, Rule>>, path: string): string[] {
  const part: unknown = Reflect.get(value, key);
  if (!isObject(part)) return [];
  return [
    ...missing(part, Object.keys(rules), `${path}${key}.`),
    ...problemsOf(part, rules, `${path}${key}.`),
  ];
}
