import { Places } from "../backpressure/places.ts";
import type { Clock } from "../ports.ts";
import type { Member, Registry } from "../workers/registry.ts";
import { RENEW_INTERVAL_MS } from "./membership.ts";
import { atOnce, fairShare, surplus, type Spread } from "./fair-share.ts";
import type { Report } from "./report.ts";

/** How often a hub looks whether it has more workers than others; sooner where heartbeats are. */
const LOOK_EVERY_MS = 5_000;
/** Hubs that come and go make no difference until they are the same for so many looks. */
const SETTLED_LOOKS = 2;
/** A worker that did not go was told in vain: its other hubs are full or out of its reach, or it knows none. */
const TELL_AGAIN_MS = 60_000;
/** How long it may take to go, with hubs on its way that do not answer. */
const GOING_MS = 10_000;
/** After so long without a move, what hubs say of themselves has all that moved. */
const QUIET_MS = 3 * RENEW_INTERVAL_MS;

export interface RebalanceParts {
  readonly clock: Clock;
  readonly registry: Registry;
  readonly heartbeatIntervalMs: number;
  /** Hubs that are there besides this one. */
  readonly others: () => Promise<readonly { readonly id: string; readonly report: Report }[]>;
}

/**
 * Spreads workers over hubs again: after a restart of one hub after the other all of them are with those that were
 * up. A hub with more than its share bids some go, at their heartbeats; they go where they are welcome.
 */
export class Rebalance {
  readonly #parts: RebalanceParts;
  #company = "";
  #looks = 0;
  #spread: Spread | undefined;
  /** Those who may be bidden to go until the next look: the idle ones before the busy ones. */
  #chosen: ReadonlySet<Member> = new Set();
  /** How many of them. */
  #left = 0;
  readonly #toldAt = new WeakMap<Member, number>();
  /** Told a moment ago: they count as gone. */
  #going: readonly Member[] = [];
  /** When a worker was last bidden go, or welcomed. */
  #movedAt = -Infinity;
  readonly #places: Places;

  constructor(parts: RebalanceParts) {
    this.#parts = parts;
    const room = () => (this.#spread === undefined ? 0 : fairShare(this.#spread));
    this.#places = new Places(room, () => parts.registry.size);
  }

  get intervalMs(): number {
    return Math.min(LOOK_EVERY_MS, this.#parts.heartbeatIntervalMs);
  }

  async look(): Promise<void> {
    const { registry, clock } = this.#parts;
    const others = await this.#parts.others();
    const company = others
      .map(({ id }) => id)
      .toSorted()
      .join();
    const now = clock.monotonic();
    this.#looks = company === this.#company ? this.#looks + 1 : 0;
    this.#company = company;
    // Moves change nothing about the sum, but for moments a worker is counted twice or not at all.
    if (this.#looks === 0 || now - this.#movedAt >= QUIET_MS) this.#spread = this.#spreadOver(others);
    this.#going = this.#going.filter((member) => now - (this.#toldAt.get(member) ?? 0) < GOING_MS);
    const excess = this.#looks < SETTLED_LOOKS ? 0 : this.#surplus();
    this.#left = Math.min(excess, atOnce(registry.size));
    const rested = (member: Member) => now - (this.#toldAt.get(member) ?? -Infinity) >= TELL_AGAIN_MS;
    const able = excess === 0 ? [] : registry.all().filter((member) => !member.draining && rested(member));
    const byLoad = able.toSorted((one, other) => one.held.size - other.held.size);
    const most = byLoad[this.#left - 1]?.held.size ?? Infinity;
    this.#chosen = new Set(byLoad.slice(0, excess).filter(({ held }) => held.size <= most));
  }

  #spreadOver(others: Awaited<ReturnType<RebalanceParts["others"]>>): Spread {
    const counts = others.map(({ report }) =>
      Object.values(report.workers).reduce((sum, each) => sum + each),
    );
    const all = [this.#parts.registry.size, ...counts];
    const workers = all.reduce((sum, each) => sum + each);
    return { hubs: all.length, workers, fewest: Math.min(...all) };
  }

  #surplus(): number {
    const { registry } = this.#parts;
    const staying = registry.size - this.#going.filter((each) => registry.isCurrent(each)).length;
    return this.#spread === undefined ? 0 : surplus(staying, this.#spread);
  }

  /** Whether a worker whose heartbeat is answered shall go to another hub. */
  bidsGo(workerId: string): boolean {
    const member = this.#parts.registry.get(workerId);
    if (this.#left === 0 || member === undefined || !this.#chosen.has(member)) return false;
    // Not twice; and others may have left by themselves since the last look.
    if (this.#going.includes(member) || this.#surplus() === 0) return false;
    this.#left -= 1;
    this.#going = [...this.#going, member];
    this.#movedAt = this.#parts.clock.monotonic();
    this.#toldAt.set(member, this.#movedAt);
    return true;
  }

  /** A place for a worker that another hub bade go, held until it is let go; undefined when there is none. */
  welcome(): (() => void) | undefined {
    const release = this.#places.hold();
    if (release !== undefined) this.#movedAt = this.#parts.clock.monotonic();
    return release;
  }
}
