import { FleetView, HubStatus, Job, RedriveAnswer, WorkerList, WorkerView } from "@pigeon/protocol";
import { expectAnswer } from "./answer.ts";
import type { CallOptions, Calls } from "./calls.ts";
import { HubError } from "./errors.ts";
import { getPage } from "./pages.ts";
import type { Operations } from "./client.ts";

/** What operators do: dead letters, workers, the hub's state. */
export function createOperations(calls: Calls): Operations {
  const deadLetter = (id: string): string => `/v1/dead-letters/${encodeURIComponent(id)}`;
  const worker = (id: string): string => `/v1/workers/${encodeURIComponent(id)}`;
  const get = (path: string, { signal }: CallOptions): Promise<unknown> =>
    calls.send({ method: "GET", path, signal });

  return {
    listDeadLetters: (filter = {}) => getPage(calls, "/v1/dead-letters", filter),
    async redrive(id, { signal, payload } = {}) {
      const change = payload === undefined ? {} : { body: JSON.stringify({ payload }) };
      const body = await calls.send({ method: "POST", path: `${deadLetter(id)}/redrive`, ...change, signal });
      return expectAnswer(Job, body, "a redrive");
    },
    async redriveAll({ type, fingerprint } = {}, { signal } = {}) {
      const body = await calls.send({
        method: "POST",
        path: "/v1/dead-letters/redrive",
        body: JSON.stringify({ type, fingerprint }),
        signal,
      });
      return expectAnswer(RedriveAnswer, body, "a redrive").redriven;
    },
    async deleteDeadLetter(id, { signal } = {}) {
      await calls.sendOrElse({ method: "DELETE", path: deadLetter(id), signal }, async (error) => {
        // Gone after a lost answer: the first request did it.
        if (error instanceof HubError && error.status === 404) return undefined;
        throw error;
      });
    },
    async listWorkers(options = {}) {
      return expectAnswer(WorkerList, await get("/v1/workers", options), "GET /v1/workers").workers;
    },
    async getWorker(id, options = {}) {
      return expectAnswer(WorkerView, await get(worker(id), options), `GET ${worker(id)}`);
    },
    async drainWorker(id, { signal } = {}) {
      const path = `${worker(id)}/drain`;
      const body = await calls.send({ method: "POST", path, repeatable: true, signal });
      expectAnswer(WorkerView, body, "a drain");
    },
    async undrainWorker(id, { signal } = {}) {
      const path = `${worker(id)}/undrain`;
      const body = await calls.send({ method: "POST", path, repeatable: true, signal });
      expectAnswer(WorkerView, body, "the end of a drain");
    },
    async removeWorker(id, { signal } = {}) {
      try {
        await calls.send({ method: "DELETE", path: worker(id), signal });
      } catch (error) {
        if (!(error instanceof HubError && error.status === 404)) throw error;
      }
    },
    async getFleet(options = {}) {
      return expectAnswer(FleetView, await get("/v1/fleet", options), "GET /v1/fleet");
    },
    async scaleFleet(count, { signal } = {}) {
      const body = JSON.stringify({ count });
      await calls.send({ method: "POST", path: "/v1/fleet/scale", body, repeatable: true, signal });
    },
    async status(options = {}) {
      return expectAnswer(HubStatus, await get("/v1/status", options), "GET /v1/status");
    },
  };
}
