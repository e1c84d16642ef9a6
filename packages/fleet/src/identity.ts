import { createHash } from "node:crypto";
import type { Instance, LaunchIntent, Offer } from "./cloud.ts";

/** A place in the fleet, and the how-manyeth instance stands in it. */
export interface Place {
  readonly slot: number;
  readonly generation: number;
}

/**
 * The id of the intent to fill a place. It follows from what is visible alone, so that whoever goes on after a
 * crash asks for the same instance, and not for one more.
 */
export function intentId({ slot, generation }: Place): string {
  return `s${slot}-g${generation}`;
}

/** The place that an instance stands in; undefined for one that no fleet asked for. */
export function placeOf({ intentId: id }: Pick<Instance, "intentId">): Place | undefined {
  const match = /^s(\d{1,6})-g(\d{1,9})$/.exec(id ?? "");
  return match ? { slot: Number(match[1]), generation: Number(match[2]) } : undefined;
}

/** The name of an offer, for breakers and for people. */
export function offerName({ type, zone, market }: Offer): string {
  return `${type}/${zone}/${market}`;
}

/** The intent for one offer: another type or zone is another token, as the parameters of a token may not change. */
export function launchIntent(cluster: string, id: string, offer: Offer): LaunchIntent {
  const token = createHash("sha256")
    .update(JSON.stringify([cluster, id, offer.type, offer.zone, offer.market]))
    .digest("hex");
  return { id, cluster, offer, token };
}
