import { isIPv6 } from "node:net";
import type { Clock } from "../ports.ts";
import { isFull, take, type Bucket, type Rate } from "./limits.ts";

/** Callers remembered at once; beyond it the one unheard for longest is forgotten. */
const MAX_CALLERS = 10_000;

/** The request rate of each caller, in bounded memory. */
export class CallerLimits {
  readonly #rate: Rate;
  readonly #clock: Clock;
  /** The caller heard last stands last. */
  readonly #buckets = new Map<string, Bucket>();

  /** A caller may send what it saved up within a second at once. */
  constructor(perSecond: number, clock: Clock) {
    this.#rate = { perSecond, burst: Math.max(1, perSecond) };
    this.#clock = clock;
  }

  /** @returns how long to wait, in ms; undefined when the request may pass. */
  refuse(caller: string): number | undefined {
    const now = this.#clock.monotonic();
    const taken = take(this.#buckets.get(caller), now, this.#rate);
    this.#buckets.delete(caller);
    this.#buckets.set(caller, taken.bucket);
    this.#forget(now);
    return taken.ok ? undefined : taken.retryAfterMs;
  }

  get size(): number {
    return this.#buckets.size;
  }

  #forget(now: number): void {
    // Two for each that may have come: the map shrinks again after a rush.
    let looked = 0;
    for (const [caller, bucket] of this.#buckets) {
      const crowded = this.#buckets.size > MAX_CALLERS;
      if (!crowded && (looked === 2 || !isFull(bucket, now, this.#rate))) return;
      this.#buckets.delete(caller);
      looked += 1;
    }
  }
}

/** Who an address is: of IPv6 the /64, since one host has as many addresses in it as it likes. */
export function addressGroup(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const left = head.split(":").filter((part) => part !== "");
  const right = (tail ?? "").split(":").filter((part) => part !== "");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const parts = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${parts
    .slice(0, 4)
    .map((part) => part.toLowerCase())
    .join(":")}::/64`;
}
