import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import type { WorkerTls } from "../http/server-tls.ts";
import { inNetworks } from "./endpoint.ts";

/** A worker's endpoint leads out of the allowed networks now, whatever it did when the worker registered. */
export class EndpointOutsideError extends Error {
  override readonly name = "EndpointOutsideError";
  /** As when there is no way to the address: nothing was sent. */
  readonly code = "EHOSTUNREACH";
}

const NO_TLS: WorkerTls = {};

type Resolve = (
  host: string,
  options: { all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Connects only to addresses in the networks. The address that is judged is the one that is used: a name
 * that resolves otherwise than at registration (DNS rebinding) leads nowhere.
 */
export function connectWithin(
  networks: readonly string[],
  timeoutMs: number,
  resolve: Resolve = systemLookup,
  tls: () => WorkerTls = () => NO_TLS,
): buildConnector.connector {
  const isAllowed = inNetworks(networks);
  const refusal = (host: string, address: string) => {
    const where = host === address ? host : `${host} leads to ${address}, which`;
    return new EndpointOutsideError(`${where} lies outside PIGEON_WORKER_NETWORKS (${networks.join(", ")})`);
  };
  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host, { all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const wanted = addresses.filter(({ family }) => !options.family || family === options.family);
      const outside = addresses.find(({ address }) => !isAllowed(address));
      if (outside !== undefined) return callback(refusal(host, outside.address), []);
      if (options.all === true) return callback(null, wanted);
      const [first] = wanted;
      if (first === undefined) return callback(new Error(`${host} has no address`), []);
      callback(null, first.address, first.family);
    });
  };
  let made = tls();
  let connect = buildConnector({ ...made, timeout: timeoutMs, lookup });
  return (options, callback) => {
    const now = tls();
    if (now !== made) connect = buildConnector({ ...now, timeout: timeoutMs, lookup });
    made = now;
    // An address is not looked up. The allowed networks may have become fewer since it was registered.
    const host = options.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && !isAllowed(host)) return callback(refusal(host, host), null);
    connect(options, callback);
  };
}
