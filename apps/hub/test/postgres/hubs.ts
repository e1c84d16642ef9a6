import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient, type Client } from "@pigeon/client";
import { loadConfig } from "@pigeon/config";
import type { Lease, RegistrationAnswer } from "@pigeon/protocol";
import { onTestFinished } from "vitest";
import { run } from "../command-fixture.ts";
import { startHub, type HubOptions } from "../../src/hub.ts";

const silent = Object.fromEntries(
  ["fatal", "error", "warn", "info", "debug", "trace"].map((level) => [level, () => {}]),
) as unknown as NonNullable<HubOptions["logger"]>;

/** Heartbeats that are missing say nothing here: only hubs come and go. */
const env = (storeUrl: string, name: string): Record<string, string> => ({
  PIGEON_ENV: "test",
  PIGEON_FD_HEARTBEAT_INTERVAL_MS: "60000",
  PIGEON_STORE_URL: storeUrl,
  PIGEON_HUB_NAME: name,
});

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
}

/** One of several hubs, by plain HTTP. */
export interface Peer {
  readonly url: string;
  readonly client: Client;
  readonly post: <T>(path: string, body: unknown, token?: string) => Promise<Reply<T>>;
  readonly get: <T>(path: string) => Promise<T>;
}

function peer(url: string): Peer {
  const client = createClient({ hub: url });
  onTestFinished(() => client.close());
  return {
    url,
    client,
    post: async (path, body, token) => {
      const response = await fetch(url + path, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    },
    get: async (path) => (await (await fetch(url + path)).json()) as never,
  };
}

/** A hub in this process. */
export async function hubAt(
  storeUrl: string,
  name: string,
  more: Record<string, string> = {},
): Promise<Peer & { readonly close: () => Promise<void> }> {
  const config = loadConfig({ env: { ...env(storeUrl, name), ...more } });
  const hub = await startHub({ config, logger: silent });
  onTestFinished(() => hub.close());
  return { ...peer(hub.url), close: () => hub.close() };
}

/** A hub in a process of its own, for what only happens to processes. */
export async function hubProcess(
  storeUrl: string,
  name: string,
): Promise<Peer & { readonly signal: (signal: NodeJS.Signals) => void }> {
  const { signal, url } = await new Promise<{ signal: (signal: NodeJS.Signals) => void; url: string }>(
    (resolve, reject) => {
      const ended = run({ ...env(storeUrl, name), PIGEON_HUB_HOST: "127.0.0.1" }, (kill, address) =>
        resolve({ signal: kill, url: address }),
      );
      void ended.then(({ errors }) => reject(new Error(errors)));
    },
  );
  onTestFinished(() => {
    signal("SIGCONT");
    signal("SIGKILL");
  });
  return { ...peer(url), signal };
}

/** A worker's endpoint in the hands of the test: it takes every lease, and reports when it is told to. */
export async function endpoint(): Promise<{
  readonly pushed: Lease[];
  readonly stopped: string[];
  readonly register: (hub: Peer, workerId: string, slots?: number) => Promise<RegistrationAnswer>;
}> {
  const [pushed, stopped]: [Lease[], string[]] = [[], []];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      if (request.url === "/healthz") return response.writeHead(200).end();
      const { leases = [], leaseIds = [] } = JSON.parse(text) as { leases?: Lease[]; leaseIds?: string[] };
      pushed.push(...leases);
      stopped.push(...leaseIds);
      const accepted = leases.map(({ leaseId }) => leaseId);
      const answer = request.url === "/v1/leases" ? JSON.stringify({ accepted, refused: [] }) : undefined;
      return response.writeHead(202, { "content-type": "application/json" }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const register = async (hub: Peer, workerId: string, slots = 2) => {
    const worker = { workerId, endpoint: address, types: ["t"], slots };
    return (await hub.post<RegistrationAnswer>("/v1/workers", worker)).body;
  };
  return { pushed, stopped, register };
}

export const succeeded = ({ leaseId, jobId }: Pick<Lease, "leaseId" | "jobId">, result: unknown = 1) => ({
  results: [{ leaseId, jobId, status: "succeeded", result, durationMs: 1 }],
});
