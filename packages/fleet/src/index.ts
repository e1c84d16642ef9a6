export type { AutoscaleInput, AutoscaleMemory, Decision } from "./autoscale/autoscale.ts";
export { autoscale } from "./autoscale/autoscale.ts";
export {
  autoscaleRules,
  type AutoscaleOptions,
  type AutoscaleRules,
  type BudgetOptions,
  type ScaleInOptions,
  type ScaleOutOptions,
} from "./autoscale/options.ts";
export type { Floor, Weekday } from "./autoscale/schedule.ts";
export type {
  Cloud,
  Instance,
  InstanceState,
  LaunchIntent,
  LaunchOutcome,
  Market,
  MissingPermission,
  Offer,
  Prepared,
  Removal,
  StatusChecks,
  TerminateOutcome,
} from "./cloud.ts";
export { clientHub, type ClientHubOptions, type FleetClient } from "./client-hub.ts";
export type { Condition } from "./condition.ts";
export { createFleet } from "./create-fleet.ts";
export {
  FleetCallTimeoutError,
  FleetDeniedError,
  FleetStoppedError,
  FleetSupersededError,
  FleetTimeoutError,
} from "./errors.ts";
export { describeEvent, type FleetEvent, type FleetListener } from "./events.ts";
export type {
  DownOptions,
  Fleet,
  FleetCounts,
  FleetStatus,
  FleetTotals,
  InstanceView,
  OperationOptions,
  UpOptions,
} from "./fleet.ts";
export type { HubLoad, HubPort, HubWorker, JoinToken, WorkerStatus } from "./hub-port.ts";
export { everyOffer } from "./offers.ts";
export type { FleetOptions } from "./options.ts";
export { DEFAULT_PATIENCE, type Patience } from "./patience.ts";
export type { Action, Desired, Observed, Plan, Standing, UnsureLaunch } from "./plan-types.ts";
export { planFleet } from "./plan.ts";
export { FleetOptionsError, type OptionProblem } from "./problems.ts";
export type { Sighting, Sightings } from "./sightings.ts";
