import type { ReportStatus } from "./health.ts";

/** One observation that speaks against a worker. `kind` tells which other fields it has. */
export type Evidence =
  | { readonly kind: "silence"; readonly silentMs: number; readonly limitMs: number }
  | { readonly kind: "consecutive-failures"; readonly failures: number; readonly threshold: number }
  | { readonly kind: "connection-lost"; readonly reason: string }
  | { readonly kind: "own-report"; readonly status: Exclude<ReportStatus, "ok"> }
  | { readonly kind: "relapse"; readonly operation: string; readonly message: string }
  | { readonly kind: "probe-failed"; readonly reason: string }
  | {
      readonly kind: "low-success-rate";
      readonly rate: number;
      readonly limit: number;
      readonly outcomes: number;
    }
  | { readonly kind: "slow"; readonly slow: number; readonly successes: number; readonly limitMs: number }
  | {
      readonly kind: "slower-than-usual";
      readonly slower: number;
      readonly successes: number;
      /** The last of the slower ones, and what was usual for it. */
      readonly operation: string;
      readonly latencyMs: number;
      readonly usualMs: number;
    }
  | {
      readonly kind: "high-load";
      readonly resource: "cpu" | "memory";
      readonly percent: number;
      readonly limit: number;
    };

/** The evidence in words, for logs and people. */
export function describeEvidence(evidence: Evidence): string {
  switch (evidence.kind) {
    case "silence":
      return `silent for ${Math.round(evidence.silentMs)} ms, limit ${Math.round(evidence.limitMs)} ms`;
    case "consecutive-failures":
      return `${evidence.failures} operations failed in a row, threshold ${evidence.threshold}`;
    case "connection-lost":
      return `connection lost: ${evidence.reason}`;
    case "own-report":
      return `the worker reports "${evidence.status}"`;
    case "relapse":
      return `"${evidence.operation}" failed while recovering: ${evidence.message}`;
    case "probe-failed":
      return `probe failed: ${evidence.reason}`;
    case "low-success-rate":
      return `success rate ${evidence.rate.toFixed(2)} over ${evidence.outcomes} operations, limit ${evidence.limit}`;
    case "slower-than-usual":
      return `${evidence.slower} of the last ${evidence.successes} successes were slower than usual: "${evidence.operation}" took ${Math.round(evidence.latencyMs)} ms, usually ${evidence.usualMs.toPrecision(2)} ms`;
    case "high-load":
      return `the worker reports ${evidence.percent} % ${evidence.resource}, limit ${Math.round(evidence.limit)} %`;
    case "slow":
    default:
      return `${evidence.slow} of the last ${evidence.successes} successes took longer than ${Math.round(evidence.limitMs)} ms`;
  }
}

/** `evidence` with `item` in place of an older item of the same kind. */
export function withEvidence(evidence: readonly Evidence[], item: Evidence): readonly Evidence[] {
  return [...evidence.filter((held) => held.kind !== item.kind), item];
}
