import type { Instance, InstanceState, LaunchIntent } from "../cloud.ts";

/** How long things take in the simulated cloud, in ms, and what its instances are worth. */
export interface SimulatedTiming {
  /** Slots of the worker on an instance of this type. Default 4. */
  readonly slotsOf?: ((type: string) => number) | undefined;
  /** From launch until it runs. Default 5000. */
  readonly pendingMs?: number | undefined;
  /** From launch until its worker registers. Default 60000. */
  readonly bootMs?: number | undefined;
  /** From launch until it is described. Default 2000. */
  readonly describeLagMs?: number | undefined;
  /** How long it shuts down. Default 10000. */
  readonly terminateMs?: number | undefined;
  /** How long a terminated one is still described. Default 3600000. */
  readonly forgetMs?: number | undefined;
  /** Notice before a spot instance is taken away. Default 120000. */
  readonly noticeMs?: number | undefined;
}

export interface Timing {
  readonly slotsOf: (type: string) => number;
  readonly pendingMs: number;
  readonly bootMs: number;
  readonly describeLagMs: number;
  readonly terminateMs: number;
  readonly forgetMs: number;
  readonly noticeMs: number;
}

export function timingOf(timing: SimulatedTiming): Timing {
  return {
    slotsOf: timing.slotsOf ?? (() => 4),
    pendingMs: timing.pendingMs ?? 5_000,
    bootMs: timing.bootMs ?? 60_000,
    describeLagMs: timing.describeLagMs ?? 2_000,
    terminateMs: timing.terminateMs ?? 10_000,
    forgetMs: timing.forgetMs ?? 3_600_000,
    noticeMs: timing.noticeMs ?? 120_000,
  };
}

/** An instance of the simulated cloud. Its state follows from the time. */
export interface Machine {
  readonly id: string;
  readonly intent: LaunchIntent;
  readonly launchedAt: number;
  /** When it began, or will begin, to shut down. */
  endingAt: number;
  interruptionAt: number | undefined;
  impaired: boolean;
}

function stateOf({ launchedAt, endingAt }: Machine, timing: Timing, now: number): InstanceState {
  if (endingAt <= now) return now - endingAt >= timing.terminateMs ? "terminated" : "shutting-down";
  return now - launchedAt < timing.pendingMs ? "pending" : "running";
}

/** The instance as the cloud describes it. */
export function viewOf(machine: Machine, timing: Timing, now: number): Instance {
  const { id, intent, launchedAt, interruptionAt, impaired } = machine;
  const { type, zone, market } = intent.offer;
  return {
    id,
    state: stateOf(machine, timing, now),
    type,
    zone,
    market,
    launchedAt,
    intentId: intent.id,
    tags: { cluster: intent.cluster },
    statusChecks: impaired ? "impaired" : now - launchedAt < 120_000 ? "initializing" : "ok",
    interruptionAt,
  };
}
