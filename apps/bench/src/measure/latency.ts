import { setTimeout as sleep } from "node:timers/promises";
import { nowMs } from "../clock.ts";
import { jobData, type Running } from "../contender.ts";

/** Rest between two jobs: low load. */
const REST_MS = 5;

export interface Latencies {
  /** From before the submit until the handler began, in ms. */
  readonly toStart: number[];
  /** Until the submitter knew the result, in ms; empty where the peer does not tell. */
  readonly toResult: number[];
}

/** Tells when the probe with a key began. */
export type Started = (key: string) => Promise<number>;

/** One job at a time. */
export async function latencies(running: Running, probes: number, started: Started): Promise<Latencies> {
  const found: Latencies = { toStart: [], toResult: [] };
  for (let index = 0; index < probes; index += 1) {
    const key = `probe-${index}`;
    const start = started(key);
    const submittedAt = nowMs();
    if (running.run === undefined) {
      await running.submit(jobData("probe", key));
    } else {
      await running.run(jobData("probe", key));
      found.toResult.push(nowMs() - submittedAt);
    }
    found.toStart.push((await start) - submittedAt);
    await sleep(REST_MS);
  }
  return found;
}
