import { AlertList, Silence, SilenceList } from "@pigeon/protocol";
import { expectAnswer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import type { Alerts } from "./client.ts";
import { HubError } from "./errors.ts";

/** What needs a person. */
export function createAlertCalls(calls: Calls): Alerts {
  return {
    async listAlerts({ signal } = {}) {
      const body = await calls.send({ method: "GET", path: "/v1/alerts", signal });
      return expectAnswer(AlertList, body, "GET /v1/alerts");
    },
    async acknowledgeAlert({ key, by }, { signal } = {}) {
      const body = JSON.stringify({ key, by });
      // Said twice it is still said.
      await calls.send({ method: "POST", path: "/v1/alerts/acknowledge", body, repeatable: true, signal });
    },
    async listSilences({ signal } = {}) {
      const body = await calls.send({ method: "GET", path: "/v1/silences", signal });
      return expectAnswer(SilenceList, body, "GET /v1/silences").silences;
    },
    async silence(request, { signal } = {}) {
      const body = await calls.send({
        method: "POST",
        path: "/v1/silences",
        body: JSON.stringify(request),
        signal,
      });
      return expectAnswer(Silence, body, "POST /v1/silences");
    },
    async unsilence(id, { signal } = {}) {
      const path = `/v1/silences/${encodeURIComponent(id)}`;
      await calls.sendOrElse({ method: "DELETE", path, signal }, async (error) => {
        // Gone after a lost answer: the first request did it.
        if (error instanceof HubError && error.status === 404) return undefined;
        throw error;
      });
    },
  };
}
