import type { JobTypeLimit } from "@pigeon/config";
import type { JobChange, Ledger } from "../ledger.ts";

type EndedLease = NonNullable<JobChange["endedLease"]>;

/** Counts the running jobs of each type, and says how many more of a type may run. */
export class TypeLimits {
  readonly #limits: ReadonlyMap<string, number>;
  readonly #others: number;
  readonly #running = new Map<string, number>();

  constructor(limits: readonly JobTypeLimit[]) {
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
    // No job has the type `*`: its name is not allowed.
    return Math.max(0, (this.#limits.get(type) ?? this.#others) - this.running(type));
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
