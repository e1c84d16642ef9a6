import type { Random } from "./random.ts";

/** How heartbeats come to be and what becomes of them. Times in ms; nothing given means it does not happen. */
export interface Scenario {
  readonly name: string;
  /** What is simulated, for the protocol. */
  readonly about: string;
  /** What all workers promise: the interval that the policies are told. */
  readonly promiseMs: number;
  /** Workers of each fleet, in turn. */
  readonly fleetSizes: readonly number[];
  readonly fleets: number;
  readonly fleetMs: number;
  /** A life lasts between these, then the worker crashes, stays dead for `deadMs` and registers anew. */
  readonly lifeMs: readonly [low: number, high: number];
  readonly deadMs: number;
  /** The sender's interval at this age of the life; `traits` is drawn once a life. */
  readonly intervalMs: (ageMs: number, traits: Traits) => number;
  /** On the way from sender to monitor. */
  readonly delayMs: (random: Random) => number;
  /** How late the sender's timer runs. */
  readonly latenessMs: (random: Random, beat: number) => number;
  readonly loss?: Loss;
  /** Pauses of each sender. */
  readonly pauses?: Bursts;
  /** Stalls of the monitor. */
  readonly stalls?: Bursts;
  /** Loss of every heartbeat of the fleet, one stretch in every `everyFleets`-th fleet. */
  readonly outage?: { readonly everyFleets: number; readonly lengthMs: readonly [low: number, high: number] };
  /** Loss of all heartbeats of one worker, once a life at `traits.changeAtMs`. */
  readonly gapMs?: number;
}

export interface Traits {
  /** Uniform in 0..1. */
  readonly kind: number;
  /** An age at which something changes in this life. */
  readonly changeAtMs: number;
}

/** They begin as a Poisson process. */
export interface Bursts {
  readonly everyMs: number;
  readonly lengthMs: (random: Random) => number;
}

/** Gilbert-Elliott: two states, each with its own loss; chances are those of one heartbeat. */
export interface Loss {
  readonly worsens: number;
  readonly mends: number;
  readonly inGood: number;
  readonly inBad: number;
}
