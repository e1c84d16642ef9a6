import type { Client } from "@pigeon/client";
import { expect } from "vitest";

interface Leased {
  readonly leaseId: string;
  readonly jobId: string;
  readonly payload: { readonly name: string };
}

/** A worker of one's own kind, which speaks to the hub by itself and is gone at any moment. */
export class OwnWorker {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Registers, and holds what there is of a type. */
  async take(type: string): Promise<{ workerId: string; leases: readonly Leased[] }> {
    const { workerId } = await this.#post<{ workerId: string }>("/v1/workers", { types: [type], slots: 9 });
    return { workerId, leases: await this.#lease(workerId) };
  }

  /** Jobs that die of errors without a fingerprint, each of an error of its own name. */
  async failWithoutFingerprint(client: Client, names: readonly string[]): Promise<string[]> {
    const type = "sign.by.hand";
    const specs = names.map((name) => ({ type, maxAttempts: 1, payload: { name } }));
    const ids = (await client.submitBatch(specs)).map(({ id }) => id);
    const { workerId, leases } = await this.take(type);
    const held = [...leases];
    while (held.length < names.length) held.push(...(await this.#lease(workerId)));
    const results = held.map(({ leaseId, jobId, payload: { name } }) => ({
      leaseId,
      jobId,
      durationMs: 1,
      status: "failed",
      error: { name, message: "no", fingerprint: "" },
    }));
    await this.#post(`/v1/workers/${workerId}/results`, { results });
    return ids;
  }

  async #lease(workerId: string): Promise<readonly Leased[]> {
    const asked = { max: 9, waitMs: 1_000 };
    return (await this.#post<{ leases: Leased[] }>(`/v1/workers/${workerId}/lease`, asked)).leases;
  }

  async #post<T>(path: string, body: object): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.ok, `${path}: ${response.status}`).toBe(true);
    return (await response.json()) as T;
  }
}
