import { setTimeout as sleep } from "node:timers/promises";
import { hedge, LatencySketch, type RetryContext } from "@pigeon/retry";

// Shared by all reads: once twenty of them are known, the slowest 5 % are hedged.
const latencies = new LatencySketch();

// The first replica is slow today.
const replicas = [10_000, 5];

async function read({ attempt, signal }: RetryContext): Promise<string> {
  await sleep(replicas[attempt - 1], undefined, { signal });
  return `replica ${attempt}`;
}

console.log(await hedge(read, { delayMs: 50, latencies }));
