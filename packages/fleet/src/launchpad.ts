import {
  createBreakers,
  type Acquired,
  type Breakers,
  type BreakerState,
  type Permit,
} from "@pigeon/breaker";
import type { Clock } from "@pigeon/retry";
import type { Offer } from "./cloud.ts";
import { offerName } from "./identity.ts";

const LAUNCHES = "launches";

export interface LaunchpadOptions {
  /** How long an offer without capacity is left alone, in ms. */
  readonly capacityRecoveryMs: number;
  /** So many launches in a row that end in no serving worker stop all launching for a while. */
  readonly failureThreshold: number;
  readonly recoveryMs: number;
  /** How long a trial may take to boot, in ms. */
  readonly bootDeadlineMs: number;
  readonly clock: Clock;
  readonly onOffer: (offer: string, available: boolean) => void;
}

/** The breakers around launching: one for each offer, and one around all of it. */
export class Launchpad {
  readonly #offers: Breakers;
  readonly #launches: Breakers;

  constructor(options: LaunchpadOptions) {
    const { clock, failureThreshold, bootDeadlineMs } = options;
    const capacityRecoveryMs = wholeMs(options.capacityRecoveryMs);
    // Permits are all that is used, and they are given back when the cloud has answered or the worker serves.
    const shared = { clock: { now: () => clock.now() }, timeoutMs: false, halfOpenMaxRequests: 1 } as const;
    this.#offers = createBreakers({
      ...shared,
      failureThreshold: 1,
      recoveryTimeoutMs: capacityRecoveryMs,
      probeTimeoutMs: capacityRecoveryMs,
    });
    this.#launches = createBreakers({
      ...shared,
      failureThreshold,
      recoveryTimeoutMs: wholeMs(options.recoveryMs),
      probeTimeoutMs: wholeMs(bootDeadlineMs * 2),
    });
    this.#offers.on("stateChange", ({ name, to }) => options.onOffer(name, to !== "open"));
  }

  /** Of the breaker around all launches. */
  get state(): "closed" | "half-open" | "open" {
    const state: BreakerState = this.#launches.state(LAUNCHES) ?? "closed";
    return state === "isolated" ? "open" : state;
  }

  isExhausted(offer: Offer): boolean {
    return this.#offers.state(offerName(offer)) === "open";
  }

  tryOffer(offer: Offer): Permit | undefined {
    return permitOf(this.#offers.tryAcquire(offerName(offer), { timeoutMs: false }));
  }

  tryLaunch(): Permit | undefined {
    return permitOf(this.#launches.tryAcquire(LAUNCHES, { timeoutMs: false }));
  }
}

/** As breakers want it. */
function wholeMs(ms: number): number {
  return Math.max(1, Math.round(ms));
}

function permitOf(acquired: Acquired): Permit | undefined {
  return acquired.ok ? acquired.permit : undefined;
}
