import { draw, type Stream, within } from "../draw.ts";
import { valueAt } from "../range.ts";
import type { Range } from "../types.ts";

/** What is done to a victim, and how it heals. */
export type StrikeAction =
  | {
      readonly kind: "kill";
      /** How long it stays down before it is restarted. Default 0: at once. */
      readonly downMs?: Range;
      /** Sent to it. Default `"SIGKILL"`. */
      readonly signal?: NodeJS.Signals;
      /** How often this action is taken compared with others. Greater than 0, default 1. */
      readonly weight?: number;
    }
  | {
      /** SIGSTOP, then SIGCONT: alive, connected, and answering nothing. */
      readonly kind: "pause";
      /** How long it stands still. */
      readonly forMs: Range;
      /** As above. */
      readonly weight?: number;
    };

/** One thing that is going to happen. */
export interface Strike {
  /** ms since the nemesis was started. */
  readonly atMs: number;
  readonly victim: string;
  readonly action: "kill" | "pause";
  readonly signal: NodeJS.Signals;
  /** How long the victim is down or stands still. */
  readonly forMs: number;
}

export interface StrikePlan {
  readonly victims: readonly string[];
  readonly actions: readonly StrikeAction[];
  /** From one strike to the next. */
  readonly everyMs: Range;
  /** Victims that are left alone at any time. */
  readonly keepUp: number;
}

/**
 * The strikes of a seed, without end. By the plan, `keepUp` victims are always up; a turn at which none
 * may be struck is let pass.
 */
export function* strikes(stream: Stream, plan: StrikePlan): Generator<Strike, never> {
  const downUntil = new Map<string, number>();
  let atMs = 0;
  for (let turn = 0; ; turn += 1) {
    const draws = within(stream, turn);
    atMs += valueAt(plan.everyMs, draw(draws, 0));
    const now = atMs;
    const up = plan.victims.filter((victim) => (downUntil.get(victim) ?? 0) <= now);
    if (up.length <= plan.keepUp) {
      const healings = [...downUntil.values()].filter((healed) => healed > now).toSorted((a, b) => a - b);
      atMs = healings[plan.keepUp - up.length] ?? now;
      continue;
    }
    const victim = up[Math.floor(draw(draws, 1) * up.length)];
    const action = weighted(plan.actions, draw(draws, 2));
    if (victim === undefined || action === undefined) continue;
    const forMs = valueAt(action.kind === "kill" ? (action.downMs ?? 0) : action.forMs, draw(draws, 3));
    downUntil.set(victim, atMs + forMs);
    yield { atMs, victim, action: action.kind, signal: signalOf(action), forMs };
  }
}

function weighted(actions: readonly StrikeAction[], u: number): StrikeAction | undefined {
  let left = u * actions.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return actions.find(({ weight = 1 }) => (left -= weight) < 0);
}

function signalOf(action: StrikeAction): NodeJS.Signals {
  return action.kind === "pause" ? "SIGSTOP" : (action.signal ?? "SIGKILL");
}
