import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

export type EndpointCheck = { readonly ok: true } | { readonly ok: false; readonly message: string };

/**
 * Whether the hub may send to an endpoint. Only addresses in the allowed networks are reached, so that a
 * registration cannot make the hub knock at other doors.
 */
export async function checkEndpoint(endpoint: string, networks: readonly string[]): Promise<EndpointCheck> {
  const host = new URL(endpoint).hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (addresses.length === 0)
    return { ok: false, message: `the host ${host} has no address that the hub can find` };
  const isAllowed = inNetworks(networks);
  const outside = addresses.find((address) => !isAllowed(address));
  if (outside === undefined) return { ok: true };
  const message = `${outside} lies outside the networks that workers may have (${networks.join(", ")}); add its network to PIGEON_WORKER_NETWORKS at the hub`;
  return { ok: false, message };
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** Whether an IP address lies in one of the networks. */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    if (bits === undefined) list.addAddress(address, family(address));
    else list.addSubnet(address, Number(bits), family(address));
  }
  return (address) => isIP(address) !== 0 && list.check(address, family(address));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
