/**
 * Decides from the gaps between a worker's heartbeats how long it may be silent. A policy is stateless:
 * what it learns about one worker is `memorySize` numbers, which the detector keeps in one array for all
 * workers and hands in as `memory`, beginning at index `at`. Nothing but those numbers may be written, and none of
 * its methods may throw.
 */
export interface DeadlinePolicy {
  /** For people: in errors, health and benchmarks. */
  readonly name: string;
  /** Numbers of memory for each worker, 8 bytes each. Whole, 0 or more. */
  readonly memorySize: number;
  /** Writes what is known before the first heartbeat: how often the worker promised to send one. */
  begin(memory: Float64Array, at: number, intervalMs: number): void;
  /**
   * A heartbeat came `gapMs` of active time after the one before; above 0. Not called for the first
   * heartbeat, nor for gaps in which the monitor itself was stalled.
   */
  learn(memory: Float64Array, at: number, gapMs: number): void;
  /** Silence for longer than this, in ms since the last sign of life, is evidence of failure. Above 0. */
  limitMs(memory: Float64Array, at: number): number;
  /** When the next heartbeat is expected, in ms after the last one. Above 0, at most `limitMs`. */
  expectedMs(memory: Float64Array, at: number): number;
  /** The suspicion level phi of this silence, for policies that have one. */
  phi?(memory: Float64Array, at: number, silentMs: number): number;
}
