import type {
  AlertList,
  AuditList,
  Caller,
  DeadLetterGroups,
  ErrorRecord,
  ErrorSummary,
  ErrorTrends,
  FleetView,
  HubStatus,
  Job,
  LoadHistory,
  SettingList,
  Silence,
  WorkerView,
} from "@pigeon/protocol";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { call } from "./call.ts";
import { rememberLatency } from "../live/latency.ts";

/** First part of the key of what is cached; live events name the same topics. */
export type Topic =
  | "status"
  | "history"
  | "jobs"
  | "dead-letters"
  | "workers"
  | "errors"
  | "alerts"
  | "settings"
  | "audit"
  | "whoami"
  | "fleet";

interface Every {
  /** Asked again this often, besides when live events say so. */
  readonly everyMs?: number | false;
  readonly enabled?: boolean;
}

function useHub<T>(
  topic: Topic,
  path: string,
  { everyMs = false, enabled = true }: Every = {},
  read: (answer: never) => T = (answer) => answer,
): UseQueryResult<T> {
  return useQuery({
    queryKey: [topic, path],
    queryFn: async ({ signal }) => read(await call<never>("GET", path, { signal })),
    refetchInterval: everyMs,
    enabled,
  });
}

const id = encodeURIComponent;

export const useWhoami = () => useHub<Caller>("whoami", "v1/whoami");
export const useStatus = (everyMs: number | false = 2_000, enabled = true) =>
  useHub<HubStatus>("status", "v1/status", { everyMs, enabled });
export const useHistory = (minutes: number) =>
  useHub<LoadHistory>("history", `v1/history?minutes=${minutes}`, { everyMs: 5_000 });
export const useJob = (jobId: string, everyMs: number | false) =>
  useHub<Job>("jobs", `v1/jobs/${id(jobId)}`, { everyMs });
export const useWorkers = (everyMs: number | false = 5_000) =>
  useHub("workers", "v1/workers", { everyMs }, ({ workers }: { workers: WorkerView[] }) => {
    rememberLatency(workers);
    return workers;
  });
export const useLeasedJobs = () =>
  useHub("jobs", "v1/jobs?state=leased&limit=1000", { everyMs: 3_000 }, ({ jobs }: { jobs: Job[] }) => jobs);
export const useDeadLetterGroups = (type: string) =>
  useHub<DeadLetterGroups>(
    "dead-letters",
    `v1/dead-letters/groups${type === "" ? "" : `?type=${id(type)}`}`,
    {
      everyMs: 10_000,
    },
  );
export const useErrorSummary = (minutes: number) =>
  useHub<ErrorSummary>("errors", `v1/errors/summary?minutes=${minutes}`, { everyMs: 5_000 });
export const useErrorTrends = (hours: number) =>
  useHub<ErrorTrends>("errors", `v1/errors/trends?hours=${hours}`, { everyMs: 15_000 });
export const useErrors = (category: string) =>
  useHub(
    "errors",
    `v1/errors?limit=100${category === "" ? "" : `&category=${category}`}`,
    { everyMs: 5_000 },
    ({ errors }: { errors: ErrorRecord[] }) => errors,
  );
export const useCorrelated = (correlationId: string) =>
  useHub(
    "errors",
    `v1/errors/correlated/${id(correlationId)}`,
    {},
    ({ errors }: { errors: ErrorRecord[] }) => errors,
  );
export const useFleet = () => useHub<FleetView>("fleet", "v1/fleet", { everyMs: 5_000 });
export const useAlerts = (enabled = true) =>
  useHub<AlertList>("alerts", "v1/alerts", { everyMs: 10_000, enabled });
export const useSilences = () =>
  useHub("alerts", "v1/silences", { everyMs: 10_000 }, ({ silences }: { silences: Silence[] }) => silences);
export const useSettings = (enabled: boolean) => useHub<SettingList>("settings", "v1/settings", { enabled });
export const useAudit = (enabled: boolean) =>
  useHub("audit", "v1/audit?limit=1000", { everyMs: 5_000, enabled }, ({ entries }: AuditList) => entries);
