import type { Permit } from "@pigeon/breaker";
import type { Instance, Offer } from "./cloud.ts";
import { placeOf } from "./identity.ts";
import type { UnsureLaunch } from "./plan-types.ts";
import type { Sightings } from "./sightings.ts";

interface Unsure {
  readonly offer: Offer;
  /** The cloud knows the token, and will describe its instance some time. */
  readonly wait: boolean;
  readonly until: number;
}

/**
 * What one process knows that the cloud does not tell yet. Everything in it ends by itself within the time in
 * which the cloud becomes consistent; a process that begins without it waits for so long before it launches.
 */
export class Memory {
  sightings: Sightings = new Map();
  /** Instances drained only because they were too many. */
  readonly surplus: Set<string> = new Set();
  readonly spent: Map<number, number> = new Map();
  /** From a launch until its worker serves, or it is given up. */
  readonly boots: Map<string, Permit> = new Map();
  /** How long instances take from launch to work, in ms; newer ones weigh more. */
  bootMs: number | undefined;
  readonly #settleMs: number;
  readonly #expected = new Map<string, { readonly instance: Instance; readonly until: number }>();
  readonly #ending = new Map<string, number>();
  readonly #unsure = new Map<string, Unsure>();
  #settledFromStartAt: number;
  #quietAt: number;

  constructor(settleMs: number, now: number) {
    this.#settleMs = settleMs;
    this.#settledFromStartAt = now + settleMs;
    this.#quietAt = now + settleMs;
  }

  /** From when on the cloud shows everything that an earlier process launched. */
  get settledFromStartAt(): number {
    return this.#settledFromStartAt;
  }

  /** From when on it shows everything that was ever launched. */
  get quietAt(): number {
    return this.#quietAt;
  }

  /** Nobody can have launched anything before. */
  beginsFresh(): void {
    this.#settledFromStartAt = -Infinity;
  }

  booted(tookMs: number): void {
    this.bootMs = this.bootMs === undefined ? tookMs : this.bootMs + (tookMs - this.bootMs) / 4;
  }

  /** A launch is asked for now, or was until now. */
  asks(now: number): void {
    this.#quietAt = now + this.#settleMs;
  }

  launched(instance: Instance, now: number): void {
    this.#unsure.delete(instance.intentId ?? "");
    this.#expected.set(instance.id, { instance, until: now + this.#settleMs });
  }

  answerLost(intentId: string, offer: Offer, wait: boolean, now: number): void {
    const before = this.#unsure.get(intentId);
    const until = wait && before?.wait === true ? before.until : now + this.#settleMs;
    this.#unsure.set(intentId, { offer, wait, until });
  }

  /** The cloud said that this launch did not happen. */
  notLaunched(intentId: string): void {
    this.#unsure.delete(intentId);
  }

  /** The token of this intent made an instance that has ended. Returns the intent's next generation. */
  tokenSpent(intentId: string): { readonly slot: number; readonly generation: number } | undefined {
    const place = placeOf({ intentId });
    if (place === undefined) return undefined;
    // Twice as far each time: a slot with a long past is passed in a few steps.
    const generation = place.generation * 2 + 1;
    this.spent.set(place.slot, generation);
    return { slot: place.slot, generation };
  }

  terminated(id: string, now: number): void {
    this.#expected.delete(id);
    this.#ending.set(id, now + this.#settleMs);
  }

  /** What the cloud describes, put right by what it said to us since. */
  correct(described: readonly Instance[], now: number): readonly Instance[] {
    const seen = new Set(described.map(({ id }) => id));
    for (const [id, { until }] of this.#expected) {
      if (seen.has(id) || until <= now) this.#expected.delete(id);
    }
    for (const [id, until] of this.#ending) if (until <= now) this.#ending.delete(id);
    for (const id of this.surplus) if (!seen.has(id)) this.surplus.delete(id);
    for (const instance of described) this.#unsure.delete(instance.intentId ?? "");
    this.#noteSpent(described);
    for (const [intentId, { wait, until }] of this.#unsure) {
      if (until > now) continue;
      // It would be described by now: it did not happen, or has ended.
      this.#unsure.delete(intentId);
      if (wait) this.tokenSpent(intentId);
    }
    const all = [...described, ...Array.from(this.#expected.values(), ({ instance }) => instance)];
    return all.map((instance) =>
      this.#ending.has(instance.id) && instance.state !== "terminated"
        ? { ...instance, state: "shutting-down" }
        : instance,
    );
  }

  /** Remembered for when the cloud has forgotten them: it saves asking with tokens that bring nothing. */
  #noteSpent(described: readonly Instance[]): void {
    for (const instance of described) {
      const place = placeOf(instance);
      if (place === undefined) continue;
      this.spent.set(place.slot, Math.max(this.spent.get(place.slot) ?? 0, place.generation + 1));
    }
  }

  get unsure(): UnsureLaunch[] {
    return Array.from(this.#unsure, ([intentId, { offer, wait }]) => ({ intentId, offer, wait }));
  }

  /** Launches of unknown fate that nobody wants any more: the cloud will show them, if they happened. */
  dropUnsure(): void {
    this.#unsure.clear();
  }
}
