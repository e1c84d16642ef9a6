import { AuditList, LoadHistory, SettingList } from "@pigeon/protocol";
import type { AuditEntry } from "@pigeon/protocol";
import { expectAnswer } from "./answer.ts";
import type { CallOptions, Calls } from "./calls.ts";
import { queryOf } from "./pages.ts";

/** How the hub is run: its load, its settings, and what operators did. */
export interface Oversight {
  /** How busy the hub was, oldest first; the last 1..60 minutes. Default 60. */
  history(options?: CallOptions & { readonly minutes?: number }): Promise<LoadHistory>;
  /** Each value of the hub's configuration with the layer that it came from; secrets are masked. For admins. */
  settings(options?: CallOptions): Promise<SettingList>;
  /** What operators did, newest first; the latest 1..1000. Default 100. For admins. */
  audit(options?: CallOptions & { readonly limit?: number }): Promise<AuditEntry[]>;
}

export function createOversight(calls: Calls): Oversight {
  const get = (path: string, signal: AbortSignal | undefined): Promise<unknown> =>
    calls.send({ method: "GET", path, signal });
  return {
    async history({ signal, minutes } = {}) {
      return expectAnswer(
        LoadHistory,
        await get(`/v1/history${queryOf({ minutes })}`, signal),
        "GET /v1/history",
      );
    },
    async settings({ signal } = {}) {
      return expectAnswer(SettingList, await get("/v1/settings", signal), "GET /v1/settings");
    },
    async audit({ signal, limit } = {}) {
      return expectAnswer(AuditList, await get(`/v1/audit${queryOf({ limit })}`, signal), "GET /v1/audit")
        .entries;
    },
  };
}
