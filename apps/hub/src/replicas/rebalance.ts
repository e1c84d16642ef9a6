import { Places } from "../backpressure/places.ts";
import type { Clock } from "../ports.ts";
import type { Member, Registry } from "../workers/registry.ts";
import { atOnce, fairShare, surplus, type Spread } from "./fair-share.ts";
import type { Report } from "./report.ts";

/** How often a hub looks whether it has more workers than others; sooner where heartbeats are. */
const LOOK_EVERY_MS = 5_000;
/** Hubs that come and go make no difference until they are the same for so many looks. */
const SETTLED_LOOKS = 2;
/** A worker that did not go was told in vain: its other hubs are full or out of its reach, or it knows none. */
const TELL_AGAIN_MS = 60_000;

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
  /** Told since the last look: they count as gone. */
  #going = new Set<Member>();
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
    this.#looks = company === this.#company ? this.#looks + 1 : 0;
    this.#company = company;
    const counts = others.map(({ report }) =>
      Object.values(report.workers).reduce((sum, each) => sum + each),
    );
    const all = [registry.size, ...counts];
    this.#spread = {
      hubs: all.length,
      workers: all.reduce((sum, each) => sum + each),
      fewest: Math.min(...all),
    };
    this.#going = new Set();
    const excess = this.#looks < SETTLED_LOOKS ? 0 : surplus(registry.size, this.#spread);
    this.#left = Math.min(excess, atOnce(registry.size));
    const now = clock.monotonic();
    const rested = (member: Member) => now - (this.#toldAt.get(member) ?? -Infinity) >= TELL_AGAIN_MS;
    const able = excess === 0 ? [] : registry.all().filter((member) => !member.draining && rested(member));
    const byLoad = able.toSorted((one, other) => one.held.size - other.held.size);
    const most = byLoad[this.#left - 1]?.held.size ?? Infinity;
    this.#chosen = new Set(byLoad.slice(0, excess).filter(({ held }) => held.size <= most));
  }

  /** Whether a worker whose heartbeat is answered shall go to another hub. */
  bidsGo(workerId: string): boolean {
    const { registry, clock } = this.#parts;
    const member = registry.get(workerId);
    if (this.#left === 0 || this.#spread === undefined || member === undefined) return false;
    if (!this.#chosen.has(member) || this.#going.has(member)) return false;
    // Others may have left by themselves since the last look.
    const staying = registry.size - [...this.#going].filter((each) => registry.isCurrent(each)).length;
    if (surplus(staying, this.#spread) === 0) return false;
    this.#left -= 1;
    this.#going.add(member);
    this.#toldAt.set(member, clock.monotonic());
    return true;
  }

  /** A place for a worker that another hub bade go, held until it is let go; undefined when there is none. */
  welcome(): (() => void) | undefined {
    return this.#places.hold();
  }
}
