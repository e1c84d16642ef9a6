import type { Clock } from "@pigeon/retry";
import { checkAutoscale } from "./autoscale/check.ts";
import { autoscaleRules, type AutoscaleOptions, type AutoscaleRules } from "./autoscale/options.ts";
import type { Cloud, Offer } from "./cloud.ts";
import type { HubPort } from "./hub-port.ts";
import { DEFAULT_PATIENCE, type Patience } from "./patience.ts";
import { checksOf, type Checks, type Known } from "./problems.ts";
import { systemClock, warnOfError } from "./system.ts";

/** All durations are in ms. */
export interface FleetOptions {
  /** Tells this fleet's instances from all others. 1 to 32 of `a-z0-9-`. */
  readonly cluster: string;
  /** Where the instances are: `createAwsCloud` of `@pigeon/fleet/aws`. */
  readonly cloud: Cloud;
  /** The hub that the workers serve: `clientHub` makes it of a client. */
  readonly hub: HubPort;
  /** Where instances may be launched, the best first; `everyOffer` makes all combinations. At least one. */
  readonly offers: readonly Offer[];
  /** Follows the load. Default: it keeps to what operations say. */
  readonly autoscale?: AutoscaleOptions | undefined;
  /** How long it waits before it gives an instance up. */
  readonly patience?: Partial<Patience> | undefined;
  /** Between two rounds of the loop. Default 10000; from 100 to 3600000. */
  readonly intervalMs?: number | undefined;
  /** Between two rounds while an operation waits. Default 2000; from 10 to 3600000. */
  readonly pollMs?: number | undefined;
  /**
   * After so long the cloud shows every instance that was launched. A process launches nothing before it has
   * waited that long, unless the cluster is new. Default 30000; from 0 to 3600000.
   */
  readonly settleMs?: number | undefined;
  /** For a call to the cloud or the hub, its retries included. Default 120000; from 1000 to 3600000. */
  readonly callTimeoutMs?: number | undefined;
  /** How long an offer without capacity is left alone. Default 300000; from 0 to 86400000. */
  readonly capacityRecoveryMs?: number | undefined;
  /** So many launches in a row that end in no serving worker stop all launching. Default 5; from 1 to 1000. */
  readonly launchFailureThreshold?: number | undefined;
  /** After that long one launch is tried. Default 120000; from 0 to 86400000. */
  readonly launchRecoveryMs?: number | undefined;
  /** Time and timers. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of what listeners throw. Default: a process warning. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface Settings {
  readonly cluster: string;
  readonly cloud: Cloud;
  readonly hub: HubPort;
  readonly offers: readonly Offer[];
  readonly rules: AutoscaleRules | undefined;
  readonly patience: Patience;
  readonly intervalMs: number;
  readonly pollMs: number;
  readonly settleMs: number;
  readonly callTimeoutMs: number;
  readonly capacityRecoveryMs: number;
  readonly launchFailureThreshold: number;
  readonly launchRecoveryMs: number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CLOUD = ["describe", "launch", "terminate", "prepare", "remove", "permissions"];
const HUB = ["load", "drain", "undrain", "remove"];

const OPTIONS: Known<FleetOptions> = {
  cluster: true,
  cloud: true,
  hub: true,
  offers: true,
  autoscale: true,
  patience: true,
  intervalMs: true,
  pollMs: true,
  settleMs: true,
  callTimeoutMs: true,
  capacityRecoveryMs: true,
  launchFailureThreshold: true,
  launchRecoveryMs: true,
  clock: true,
  onError: true,
};
const PATIENCE: Known<Patience> = {
  bootDeadlineMs: true,
  orphanGraceMs: true,
  unhealthyGraceMs: true,
  impairedGraceMs: true,
  drainDeadlineMs: true,
};
const OFFER: Known<Offer> = { type: true, zone: true, market: true };

/** @throws {FleetOptionsError} listing all problems. */
export function resolveOptions(options: FleetOptions): Settings {
  const checks = checksOf(options, OPTIONS);
  const { autoscale, patience = {} } = options;
  checks.text("cluster", options.cluster, /^[a-z0-9-]{1,32}$/, "1 to 32 of a-z, 0-9 and -");
  checks.methods("cloud", options.cloud, CLOUD);
  checks.methods("hub", options.hub, HUB);
  checkOffers(checks, options.offers);
  if (autoscale !== undefined) checkAutoscale(checks, autoscale);
  if (checks.object("patience", patience, PATIENCE)) {
    for (const name of Object.keys(PATIENCE) as (keyof Patience)[]) {
      checks.number(`patience.${name}`, patience[name], 0, DAY_MS);
    }
  }
  checks.number("intervalMs", options.intervalMs, 100, HOUR_MS);
  checks.number("pollMs", options.pollMs, 10, HOUR_MS);
  checks.number("settleMs", options.settleMs, 0, HOUR_MS);
  checks.number("callTimeoutMs", options.callTimeoutMs, 1000, HOUR_MS);
  checks.number("capacityRecoveryMs", options.capacityRecoveryMs, 0, DAY_MS);
  checks.whole("launchFailureThreshold", options.launchFailureThreshold, 1, 1000);
  checks.number("launchRecoveryMs", options.launchRecoveryMs, 0, DAY_MS);
  if (options.onError !== undefined && typeof options.onError !== "function") {
    checks.add("onError", "a function", options.onError);
  }
  checks.finish();
  return {
    cluster: options.cluster,
    cloud: options.cloud,
    hub: options.hub,
    offers: options.offers,
    rules: autoscale && autoscaleRules(autoscale),
    patience: { ...DEFAULT_PATIENCE, ...withoutUndefined(patience) },
    intervalMs: options.intervalMs ?? 10_000,
    pollMs: options.pollMs ?? 2_000,
    settleMs: options.settleMs ?? 30_000,
    callTimeoutMs: options.callTimeoutMs ?? 120_000,
    capacityRecoveryMs: options.capacityRecoveryMs ?? 300_000,
    launchFailureThreshold: options.launchFailureThreshold ?? 5,
    launchRecoveryMs: options.launchRecoveryMs ?? 120_000,
    clock: options.clock ?? systemClock,
    onError: options.onError ?? warnOfError,
  };
}

function checkOffers(checks: Checks, offers: readonly Offer[]): void {
  if (!Array.isArray(offers) || offers.length === 0) {
    checks.add("offers", "a list with at least one offer", offers);
    return;
  }
  offers.forEach((offer: Offer, i) => {
    if (!checks.object(`offers[${i}]`, offer, OFFER)) return;
    checks.text(`offers[${i}].type`, offer.type, /./, "a type, such as m7i.large");
    checks.text(`offers[${i}].zone`, offer.zone, /./, "a zone, such as eu-central-1a");
    checks.text(`offers[${i}].market`, offer.market, /^(spot|on-demand)$/, "spot or on-demand");
  });
}

function withoutUndefined(patience: Partial<Patience>): Partial<Patience> {
  return Object.fromEntries(Object.entries(patience).filter(([, value]) => value !== undefined));
}
