import type { Labels } from "./labels.ts";
import type { Severity } from "./severity.ts";

/** Who said that they look after an alert, and when (ms since the epoch). */
export interface Acknowledgement {
  readonly by: string;
  readonly at: number;
}

/** An alert as the package keeps it. Times are ms since the epoch. */
export interface LiveAlert {
  /** Of 32 hexadecimal digits: the same whenever the same rule fires with the same labels. */
  readonly key: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly summary: string;
  readonly startsAt: number;
  endsAt?: number;
  acknowledged?: Acknowledgement;
}

/** An alert as users see it. Times are ISO 8601. */
export interface Alert {
  /** The same whenever the same rule fires with the same labels; `acknowledge` takes it. */
  readonly key: string;
  readonly status: "firing" | "resolved";
  readonly rule: string;
  readonly severity: Severity;
  /** With `alertname` and `severity`. */
  readonly labels: Labels;
  readonly summary: string;
  readonly startsAt: string;
  readonly endsAt?: string;
  readonly acknowledged?: { readonly by: string; readonly at: string };
}

export function publicAlert(alert: LiveAlert): Alert {
  const { key, rule, severity, labels, summary, startsAt, endsAt, acknowledged } = alert;
  return {
    key,
    status: endsAt === undefined ? "firing" : "resolved",
    rule,
    severity,
    labels,
    summary,
    startsAt: iso(startsAt),
    ...(endsAt !== undefined && { endsAt: iso(endsAt) }),
    ...(acknowledged && { acknowledged: { by: acknowledged.by, at: iso(acknowledged.at) } }),
  };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
