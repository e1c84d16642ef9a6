import type { Labels } from "./labels.ts";
import type { BreakerEvent, WorkerEvent } from "./event.ts";
import type { Severity } from "./severity.ts";

/** How many within how long. */
export interface Counting {
  /** Fires at this many. Whole number from 1, default 1. */
  readonly count?: number | undefined;
  /** Within this time, measured in twelfths of it. 12..2592000000, default 300000. */
  readonly withinMs?: number | undefined;
  /** Once it fires, it is over when there are fewer than this. 1..`count`, default `count`. */
  readonly clearBelow?: number | undefined;
}

/** Errors, by severity and by rate. */
export interface ErrorsCondition extends Counting {
  readonly type: "errors";
  /** Patterns with `*`. Default: all. */
  readonly categories?: readonly string[] | undefined;
  /** This bad or worse. Default: all. */
  readonly minSeverity?: Severity | undefined;
  /** Patterns with `*`. Default: all. */
  readonly kinds?: readonly string[] | undefined;
  /** One alert for each value of these. Default: one alert for all. */
  readonly by?: readonly ("category" | "kind" | "fingerprint" | "subject")[] | undefined;
}

/** Jobs that became dead letters. */
export interface DeadLettersCondition extends Counting {
  readonly type: "dead-letters";
  /** Patterns with `*`. Default: all. */
  readonly jobTypes?: readonly string[] | undefined;
  /** `["jobType"]`: one alert for each job type. Default: one for all. */
  readonly by?: readonly "jobType"[] | undefined;
}

/** A spike of errors, one alert for each subject. */
export interface SpikeCondition {
  readonly type: "spike";
  /** Patterns with `*`. Default: all. */
  readonly subjects?: readonly string[] | undefined;
}

/** A worker's status, one alert for each worker. A status in neither list leaves the alert as it is. */
export interface WorkerCondition {
  readonly type: "worker";
  /** Default `["unhealthy"]`. */
  readonly firesOn?: readonly WorkerEvent["status"][] | undefined;
  /** Default `["healthy", "degraded", "gone"]`. */
  readonly clearsOn?: readonly WorkerEvent["status"][] | undefined;
}

/** A breaker's state, one alert for each breaker. A state in neither list leaves the alert as it is. */
export interface BreakerCondition {
  readonly type: "breaker";
  /** Patterns with `*`. Default: all. */
  readonly names?: readonly string[] | undefined;
  /** Default `["open"]`. */
  readonly firesOn?: readonly BreakerEvent["state"][] | undefined;
  /** Default `["closed", "gone"]`. */
  readonly clearsOn?: readonly BreakerEvent["state"][] | undefined;
}

/** Much of the fleet turned suspect at once. */
export interface FleetSuspectCondition {
  readonly type: "fleet-suspect";
}

/** A gauge beyond a threshold, one alert for each set of the gauge's labels. */
export interface GaugeCondition {
  readonly type: "gauge";
  readonly name: string;
  /** Fires above this value. Exactly one of `above` and `below`. */
  readonly above?: number | undefined;
  /** Fires below this value. */
  readonly below?: number | undefined;
  /** Once it fires, it is over at this value: at most `above`, at least `below`. Default: the threshold. */
  readonly clearAt?: number | undefined;
}

/** A sink that takes no notifications, one alert for each: told to the others. */
export interface SinkCondition {
  readonly type: "sink";
}

export type Condition =
  | ErrorsCondition
  | DeadLettersCondition
  | SpikeCondition
  | WorkerCondition
  | BreakerCondition
  | FleetSuspectCondition
  | GaugeCondition
  | SinkCondition;

/** When there is an alert, and how bad it is. Plain data. */
export interface Rule {
  /** Becomes the label `alertname`. Unique. */
  readonly name: string;
  /** What the alert is about, and when it fires. */
  readonly when: Condition;
  /** Becomes the label `severity`. */
  readonly severity: Severity;
  /** The condition must hold this long before the alert fires. 0..2592000000, default 0. */
  readonly forMs?: number | undefined;
  /** It must be over this long before the alert resolves. 0..2592000000, default 0. */
  readonly resolveForMs?: number | undefined;
  /**
   * Nothing heard for so long means that it is over; for conditions that count, `withinMs` says that.
   * 1..2592000000, default 600000 for spikes, and none for others.
   */
  readonly resolveAfterMs?: number | undefined;
  /** Further labels. `alertname` and `severity` cannot be set. */
  readonly labels?: Labels | undefined;
  /**
   * One line for people. `{name}` is replaced by the label of that name, or by what the event said when
   * the alert fired: `count`, `value`, `reason`, `message` and others.
   */
  readonly summary: string;
  /** Alerts of this rule at one time; what is beyond shares one. Whole number, 1..100000, default 1000. */
  readonly maxAlerts?: number | undefined;
}
