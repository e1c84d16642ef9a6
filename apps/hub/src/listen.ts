import { BlockList, isIP, type AddressInfo } from "node:net";
import type { PigeonConfig } from "@pigeon/config";
import type { FastifyInstance } from "fastify";

/** The hub cannot listen where it was told to. The message says how to mend it. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/**
 * Listens on the configured address. Beyond loopback only with tokens, since without them everyone who
 * reaches the hub may do everything.
 */
export async function listen(
  server: FastifyInstance,
  { host, port, authTokens, tlsCertFile }: PigeonConfig["hub"],
): Promise<string> {
  if (authTokens.length === 0 && !isLoopback(host)) {
    throw new ListenError(
      `PIGEON_HUB_HOST=${host} opens the hub to other machines, and no tokens are set; set PIGEON_AUTH_TOKENS=name:role:secret,… (roles client, worker, admin) or listen on 127.0.0.1`,
    );
  }
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw new ListenError(explain(error, host, port), { cause: error });
  }
  const { address, port: actual, family } = server.server.address() as AddressInfo;
  const scheme = tlsCertFile === "" ? "http" : "https";
  return `${scheme}://${family === "IPv6" ? `[${address}]` : address}:${actual}`;
}

function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}

function explain(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `${host}:${port} is taken by another program, maybe another hub; stop it, or choose another port by PIGEON_HUB_PORT (0: any free one)`;
    case "EACCES":
      return `this user may not listen on ${host}:${port}; choose a port above 1023 by PIGEON_HUB_PORT`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `this machine has no address ${host}; set PIGEON_HUB_HOST to one that it has, such as 127.0.0.1`;
    default:
      return `cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
