import type { JobTypeLimit } from "@pigeon/config";
import type { JobChange, Ledger } from "../ledger.ts";
import type { Clock } from "../ports.ts";
import type { ClaimRequest } from "../store/port.ts";

/** After so long a type that was at its limit is asked for again: what ends at other hubs is not told here. */
const REST_MS = 200;

export interface SharedLimits {
  readonly clock: Clock;
  /** Says that there may be room again. */
  readonly wake: () => void;
}

type EndedLease = NonNullable<JobChange["endedLease"]>;

/**
 * Counts the running jobs of each type, and says how many more of a type may run. Where several hubs share a store,
 * it counts those of this hub alone, and the store decides by all of them.
 */
export class TypeLimits {
  readonly #limits: ReadonlyMap<string, number>;
  readonly #others: number;
  readonly #running = new Map<string, number>();
  readonly #shared: SharedLimits | undefined;
  /** Types of which the store gave less than was wanted. */
  readonly #resting = new Set<string>();

  constructor(limits: readonly JobTypeLimit[], shared?: SharedLimits) {
    this.#shared = shared;
    this.#limits = new Map(limits.map(({ type, limit }) => [type, limit]));
    this.#others = this.#limits.get("*") ?? Infinity;
  }

  /** Without limits there is nothing to count. */
  get any(): boolean {
    return this.#limits.size > 0;
  }

  /**
   * Counts from here on. What was leased before is added by `started`. `isHere`: whether a lease that ended was
   * counted here, and not by another hub.
   */
  follow(ledger: Ledger, isHere: (lease: EndedLease) => boolean = () => true): void {
    if (this.any) ledger.follow((change) => this.#note(change, isHere));
  }

  /** What runs now, whatever was counted. */
  recount(types: readonly string[]): void {
    if (!this.any) return;
    this.#running.clear();
    for (const type of types) this.started(type);
  }

  started(type: string): void {
    this.#add(type, 1);
  }

  running(type: string): number {
    return this.#running.get(type) ?? 0;
  }

  /** `Infinity` for a type without a limit. */
  room(type: string): number {
    return this.#resting.has(type) ? 0 : Math.max(0, this.#limitOf(type) - this.running(type));
  }

  /** What the store has to know for a claim of these types. */
  shared(types: Iterable<string>): Pick<ClaimRequest, "limits" | "onCut"> {
    if (!this.any) return {};
    const limits = new Map([...types].map((type) => [type, this.#limitOf(type)] as const));
    for (const [type, limit] of limits) if (limit === Infinity) limits.delete(type);
    return limits.size === 0 ? {} : { limits, onCut: (cut) => this.#rest(cut) };
  }

  #rest(types: readonly string[]): void {
    if (this.#shared === undefined) return;
    const { clock, wake } = this.#shared;
    for (const type of types) this.#resting.add(type);
    clock.after(REST_MS, () => {
      for (const type of types) this.#resting.delete(type);
      wake();
    });
  }

  #limitOf(type: string): number {
    // No job has the type `*`: its name is not allowed.
    return this.#limits.get(type) ?? this.#others;
  }

  #note({ job, cause, endedLease }: JobChange, isHere: (lease: EndedLease) => boolean): void {
    if (cause === "lease") this.#add(job.type, 1);
    else if (endedLease !== undefined && isHere(endedLease)) this.#add(job.type, -1);
  }

  #add(type: string, change: number): void {
    const count = this.running(type) + change;
    if (count > 0) this.#running.set(type, count);
    else this.#running.delete(type);
  }
}
