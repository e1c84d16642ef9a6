import { getConfigForEnvironment, type DeepPartial, type PigeonConfig } from "@pigeon/config";
import type { Attempt, Job, Lease, Problem, RegistrationAnswer } from "@pigeon/protocol";
import { onTestFinished } from "vitest";
import { startHub, type HubOptions, type RunningHub } from "../src/index.ts";

const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };

export interface Answer<T> {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: T;
}

/** A hub in this process, spoken to by plain HTTP as any client would. */
export interface TestHub extends RunningHub {
  call<T = Problem>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  submit(spec: Record<string, unknown>): Promise<Job>;
  job(id: string, waitMs?: number): Promise<Job>;
}

export function testConfig(overrides: DeepPartial<PigeonConfig> = {}): PigeonConfig {
  const { hub, ...rest } = overrides;
  return getConfigForEnvironment("test", {
    overrides: {
      retry: { maxRetries: 1, baseDelayMs: 1, maxDelayMs: 5 },
      detector: { heartbeatIntervalMs: 60_000 },
      ...rest,
      hub: { port: 0, storeUrl: "memory:", ...hub },
    },
  });
}

export async function testHub(
  overrides: DeepPartial<PigeonConfig> = {},
  options: Partial<HubOptions> = {},
): Promise<TestHub> {
  const hub = await startHub({ config: testConfig(overrides), logger: silent, ...options });
  onTestFinished(() => hub.close());
  const call: TestHub["call"] = async (method, path, body, headers = {}) => {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(hub.url + path, {
      method,
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  return {
    ...hub,
    call,
    submit: async (spec) => (await call<Job>("POST", "/v1/jobs", spec)).body,
    job: async (id, waitMs = 0) => (await call<Job>("GET", `/v1/jobs/${id}?waitMs=${waitMs}`)).body,
  };
}

/** A worker that pulls, in the hands of the test. */
export interface PullWorker {
  readonly id: string;
  readonly token: string;
  lease(max?: number, waitMs?: number): Promise<Lease[]>;
  succeed(lease: Lease, result?: unknown): Promise<Answer<{ accepted: string[]; rejected: unknown[] }>>;
  fail(
    lease: Lease,
    error?: object,
    more?: object,
  ): Promise<Answer<{ accepted: string[]; rejected: unknown[] }>>;
  beat(running: string[], more?: object): Promise<Answer<{ cancel: string[] }>>;
}

export async function pullWorker(
  hub: TestHub,
  options: { id?: string; types?: string[]; slots?: number } = {},
): Promise<PullWorker> {
  const { id: workerId, types = ["t"], slots = 1 } = options;
  const { body } = await hub.call<RegistrationAnswer>("POST", "/v1/workers", { workerId, types, slots });
  const id = body.workerId;
  const report = (lease: Lease, rest: object) => {
    const result = { leaseId: lease.leaseId, jobId: lease.jobId, durationMs: 1, ...rest };
    return hub.call<{ accepted: string[]; rejected: unknown[] }>("POST", `/v1/workers/${id}/results`, {
      results: [result],
    });
  };
  return {
    id,
    token: body.workerToken,
    lease: async (max = slots, waitMs = 1_000) =>
      (await hub.call<{ leases: Lease[] }>("POST", `/v1/workers/${id}/lease`, { max, waitMs })).body.leases,
    succeed: (lease, result = null) => report(lease, { status: "succeeded", result }),
    fail: (lease, error = { name: "Error", message: "no" }, more = {}) =>
      report(lease, { status: "failed", error, ...more }),
    beat: (running, more = {}) => hub.call("POST", `/v1/workers/${id}/heartbeat`, { running, ...more }),
  };
}

/** The one lease that the test expects. */
export async function oneLease(worker: PullWorker): Promise<Lease> {
  const [lease, ...others] = await worker.lease();
  if (lease === undefined || others.length > 0) throw new Error("expected one lease");
  return lease;
}

export function outcomes({ attempts }: Job): Attempt["outcome"][] {
  return attempts.map(({ outcome }) => outcome);
}
