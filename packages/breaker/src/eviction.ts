import type { BreakerState } from "./states.ts";
import type { Clock } from "./types.ts";

/** What eviction looks at in a breaker. */
export interface Evictable {
  readonly state: BreakerState;
  readonly busy: number;
  usedAt: number;
}

/**
 * Which breakers of a set may be forgotten. Only closed ones without calls under way: the others know something
 * that would be lost.
 */
export class Eviction {
  readonly #clock: Clock;
  readonly #idleMs: number | undefined;
  readonly #max: number;
  #sweptAt = -Infinity;

  constructor(clock: Clock, idleMs: number | undefined, max: number = Infinity) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#max = max;
  }

  /** To be asked for is to be in use. */
  touch(breaker: Evictable): void {
    if (this.#idleMs !== undefined || this.#max < Infinity) breaker.usedAt = this.#clock.now();
  }

  /** Forgets what was idle for too long, but for the one that is asked for. Looks at most twice in that time. */
  sweep(breakers: ReadonlyMap<string, Evictable>, wanted: string, forget: (name: string) => void): void {
    const idleMs = this.#idleMs;
    if (idleMs === undefined) return;
    const now = this.#clock.now();
    if (now - this.#sweptAt < idleMs / 2) return;
    this.#sweptAt = now;
    for (const [name, breaker] of breakers) {
      if (name !== wanted && now - breaker.usedAt >= idleMs && isIdle(breaker)) forget(name);
    }
  }

  /** Forgets the one that was idle longest, if there is no room for another. False when none may be forgotten. */
  makeRoom(breakers: ReadonlyMap<string, Evictable>, forget: (name: string) => void): boolean {
    if (breakers.size < this.#max) return true;
    let oldest: string | undefined;
    let usedAt = Infinity;
    for (const [name, breaker] of breakers) {
      if (breaker.usedAt >= usedAt || !isIdle(breaker)) continue;
      oldest = name;
      ({ usedAt } = breaker);
    }
    if (oldest === undefined) return false;
    forget(oldest);
    return true;
  }
}

function isIdle(breaker: Evictable): boolean {
  return breaker.busy === 0 && breaker.state === "closed";
}
