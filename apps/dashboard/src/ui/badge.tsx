import type { JobState, WorkerStatus } from "@pigeon/protocol";
import type { ReactNode } from "react";

export type Tone = "ok" | "warn" | "bad" | "info" | "idle";

const TINTS: Readonly<Record<Tone, string>> = {
  ok: "tint-ok",
  warn: "tint-warn",
  bad: "tint-bad",
  info: "tint-info",
  idle: "tint-idle",
};

/** A word with a colour. The word says all: the colour only helps to find it. */
export function Badge({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span
      title={title}
      className={`inline-block rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${TINTS[tone]}`}
    >
      {children}
    </span>
  );
}

export const JOB_TONES: Readonly<Record<JobState, Tone>> = {
  queued: "idle",
  leased: "info",
  succeeded: "ok",
  dead: "bad",
  cancelled: "warn",
};

export const WORKER_TONES: Readonly<Record<WorkerStatus, Tone>> = {
  healthy: "ok",
  degraded: "warn",
  unhealthy: "bad",
  recovering: "info",
};

export const BREAKER_TONES = { closed: "ok", open: "bad", "half-open": "warn", isolated: "warn" } as const;

export const SEVERITY_TONES = { critical: "bad", high: "bad", medium: "warn", low: "idle" } as const;

export const OUTCOME_TONES = {
  succeeded: "ok",
  failed: "bad",
  lost: "bad",
  timeout: "bad",
  released: "idle",
  cancelled: "warn",
} as const;

export function StateBadge({ state }: { state: JobState }) {
  return <Badge tone={JOB_TONES[state]}>{state === "leased" ? "running" : state}</Badge>;
}
