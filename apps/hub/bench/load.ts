import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

const JSON_HEADERS = { "content-type": "application/json" };

/** A connection pool to the hub that speaks JSON. */
export interface Caller {
  post<T>(path: string, body: unknown): Promise<T>;
  get<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

export function caller(url: string, connections: number): Caller {
  const pool = new Pool(url, { connections });
  const call = async <T>(method: "GET" | "POST", path: string, body?: string): Promise<T> => {
    const answer = await pool.request({
      method,
      path,
      ...(body === undefined ? {} : { body, headers: JSON_HEADERS }),
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299)
      throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  };
  return {
    post: (path, body) => call("POST", path, JSON.stringify(body)),
    get: (path) => call("GET", path),
    close: () => pool.destroy(),
  };
}

const SPEC = { type: "noop", payload: { to: "someone@example.com", template: "welcome", n: 1 } };

/** Submits `count` jobs with so many requests at a time. */
export async function submitAll(hub: Caller, count: number, batch: number, lanes: number): Promise<void> {
  const body = { jobs: Array.from({ length: batch }, () => SPEC) };
  let left = Math.ceil(count / batch);
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left > 0) {
        left -= 1;
        if (batch === 1) await hub.post("/v1/jobs", SPEC);
        else await hub.post("/v1/jobs/batch", body);
      }
    }),
  );
}

interface Status {
  readonly jobs: Record<"queued" | "leased" | "succeeded", number>;
}

export async function succeeded(hub: Caller): Promise<number> {
  return (await hub.get<Status>("/v1/status")).jobs.succeeded;
}

export async function untilSucceeded(hub: Caller, count: number): Promise<void> {
  while ((await succeeded(hub)) < count) await sleep(10);
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Nearest-rank percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
