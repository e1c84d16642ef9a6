export type { CallInfo, ChaosCall } from "./call.ts";
export { createChaos, type Chaos, type ChaosOptions, type Describe } from "./chaos.ts";
export { ChaosFaultError, ChaosInProductionError, ChaosOptionsError, NemesisRefusedError } from "./errors.ts";
export type {
  CallEvent,
  ChaosEvent,
  ChaosListener,
  ProcessEvent,
  ProxyEvent,
  SwitchEvent,
} from "./events.ts";
export type { ChaosInterceptor } from "./http/dispatch.ts";
export type { Fetch } from "./http/fetch.ts";
export { ChaosNetworkError, networkError, type NetworkErrorCode } from "./http/network-error.ts";
export { httpResponse, type ResponseSpec } from "./http/response.ts";
export type { Nemesis } from "./nemesis/nemesis.ts";
export type { NemesisOptions, OtherVictim, ProcessHandle, ProcessVictim, Victim } from "./nemesis/options.ts";
export type { Strike, StrikeAction } from "./nemesis/strikes.ts";
export type { LaneFaults, ProxyFaults, ProxyOptions } from "./proxy/faults.ts";
export type { ProxyCounts, TcpProxy } from "./proxy/tcp-proxy.ts";
export type { ChaosReport } from "./report.ts";
export type {
  BehaviorRule,
  ChaosRule,
  FaultRule,
  LatencyRule,
  Made,
  OutcomeRule,
  RuleBase,
  RuleKind,
} from "./rule.ts";
export type { Schedule } from "./schedule.ts";
export type { Target, TextMatch } from "./target.ts";
export type { Clock, Range, Seed } from "./types.ts";
