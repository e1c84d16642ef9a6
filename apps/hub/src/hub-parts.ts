import type { Alerts } from "@pigeon/alerts";
import type { PigeonConfig } from "@pigeon/config";
import type { HubLimits } from "./backpressure/limits.ts";
import type { FleetStatus } from "@pigeon/protocol";
import type { Core } from "./core.ts";
import type { Gate } from "./http/auth.ts";
import type { FleetControl } from "./http/fleet.ts";
import type { JoinDesk } from "./http/join.ts";
import type { JoinTokens } from "./http/join-tokens.ts";
import type { Operator } from "./operator/open.ts";
import type { Clock, Ids } from "./ports.ts";
import type { Metrics } from "./telemetry/metrics/metrics.ts";
import type { Tracing } from "./telemetry/tracing/tracing.ts";

/** The hub's parts, as its routes use them. */
export interface Hub extends Core {
  readonly alerts: Alerts;
  /** Undefined when it was started without. */
  readonly metrics: Metrics | undefined;
  /** Undefined when the process has no OpenTelemetry SDK. */
  readonly tracing: Tracing | undefined;
  readonly operator: Operator;
  readonly config: PigeonConfig;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly gate: Gate;
  /** Undefined when nobody may join by a proof. */
  readonly join: JoinDesk | undefined;
  readonly joinTokens: JoinTokens;
  /** Undefined when it keeps no fleet. */
  readonly instances: FleetControl | undefined;
  readonly limits: HubLimits;
  readonly startedAt: number;
  /** Whether verdicts are held back because much of the fleet is suspect. */
  readonly fleet: () => FleetStatus;
  readonly stopping: () => boolean;
  /** Throws a 503 problem while the hub stops. */
  readonly requireOpen: () => void;
}
