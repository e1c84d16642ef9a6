import type { LaunchIntent, Offer } from "@pigeon/fleet";

export function launchIntent(id: string, offer: Offer): LaunchIntent {
  return { id, cluster: "bench", offer, token: `${id} ${offer.type} ${offer.zone} ${offer.market}` };
}
