import { Agent } from "node:http";
import fc from "fast-check";
import { startFuzzHub, type Held } from "./fuzz-hub.ts";
import { rawBytes } from "./raw-bytes.ts";
import { fuzzRequest, type FuzzRequest } from "./requests.ts";
import { sendBytes, sendRequest, type Sent } from "./send.ts";

export interface FuzzReport {
  readonly requests: number;
  /** Of them, bytes over a connection of their own. */
  readonly raw: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** What should not have been, with what led to it. */
  readonly findings: readonly string[];
  /** The slowest answer of /healthz meanwhile, in ms: how long the hub was ever out of reach. */
  readonly slowestHealthMs: number;
  /** After the first fifth, and at the end. */
  readonly held: readonly [warm: Held, end: Held];
}

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly onProgress?: (sent: number, findings: number) => void;
}

type Shot =
  | { readonly kind: "request"; readonly request: FuzzRequest }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

const shot: fc.Arbitrary<Shot> = fc.oneof(
  { weight: 3, arbitrary: fuzzRequest.map((request): Shot => ({ kind: "request", request })) },
  { weight: 1, arbitrary: rawBytes.map((bytes): Shot => ({ kind: "bytes", bytes })) },
);
const CHUNK = 250;
const AT_ONCE = 24;

/** Sends bad requests to a hub in this process. The same seed sends the same ones. */
export async function runFuzz({ requests, seed, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const hub = await startFuzzHub();
  const byStatus: Record<string, number> = {};
  const findings: string[] = [];
  let [sent, raw, slowestHealthMs] = [0, 0, 0];

  const fire = async (agent: Agent, each: Shot): Promise<Sent> => {
    if (each.kind === "request") return sendRequest(hub.url, agent, each.request);
    raw += 1;
    return sendBytes(hub.url, each.bytes);
  };
  const sendUpTo = async (end: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    while (sent < end) {
      const chunkSeed = seed + sent;
      const shots = fc.sample(shot, { numRuns: Math.min(CHUNK, end - sent), seed: chunkSeed });
      const left = shots.entries();
      const lane = async () => {
        for (const [index, each] of left) {
          const { statuses, complaint } = await fire(agent, each);
          for (const status of statuses) byStatus[status] = (byStatus[status] ?? 0) + 1;
          if (complaint === undefined) continue;
          findings.push(`${complaint}: ${show(each)} (seed ${chunkSeed}, ${index})`);
          if (complaint.startsWith("status 5")) findings.push(`the hub logged: ${hub.lastFailure()}`);
        }
      };
      const lanes = Array.from({ length: AT_ONCE }, lane);
      const asked = performance.now();
      const health = await fetch(new URL("/healthz", hub.url), { headers: { connection: "close" } });
      await health.arrayBuffer();
      slowestHealthMs = Math.max(slowestHealthMs, performance.now() - asked);
      if (health.status !== 200) findings.push(`/healthz answers ${health.status}`);
      await Promise.all(lanes);
      sent += shots.length;
      onProgress?.(sent, findings.length);
    }
    agent.destroy();
  };
  try {
    await sendUpTo(Math.ceil(requests / 5));
    const warm = await hub.held();
    await sendUpTo(requests);
    const end = await hub.held();
    return { requests: sent, raw, byStatus, findings, slowestHealthMs, held: [warm, end] };
  } finally {
    await hub.close();
  }
}

function show(shot: Shot): string {
  const text =
    shot.kind === "request"
      ? JSON.stringify(shot.request)
      : JSON.stringify(Buffer.from(shot.bytes).toString("latin1"));
  return text.slice(0, 1_500);
}
