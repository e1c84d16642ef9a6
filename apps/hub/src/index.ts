export { startHub, type HubOptions, type RunningHub } from "./hub.ts";
export type { HubLimits } from "./backpressure/limits.ts";
export type { FleetControl, FleetSnapshot } from "./http/fleet.ts";
export type { JoinDesk } from "./http/join.ts";
export { ListenError } from "./listen.ts";
export type { Clock, Ids } from "./ports.ts";
export { StoreError, type StoreErrorCode, type StoreErrorOptions } from "./store/port.ts";
