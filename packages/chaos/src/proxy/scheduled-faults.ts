import { longestTimerMs } from "../option-rules.ts";
import { isAnyActive, nextChangeMs } from "../schedule.ts";
import type { Clock } from "../types.ts";
import type { ProxyFaults } from "./faults.ts";

export interface ScheduledFaultsOptions {
  readonly clock: Clock;
  /** ms since chaos was created. */
  readonly elapsedMs: () => number;
  /** Called when the schedule begins or ends a window. */
  readonly onChange: () => void;
}

/** Faults that come and go by their schedule. */
export class ScheduledFaults {
  readonly #options: ScheduledFaultsOptions;
  #faults: ProxyFaults = {};
  #active = false;
  #cancel: (() => void) | undefined;

  constructor(options: ScheduledFaultsOptions) {
    this.#options = options;
  }

  /** What is in force now. */
  get now(): ProxyFaults {
    return this.#active ? this.#faults : {};
  }

  get active(): boolean {
    return this.#active;
  }

  set(faults: ProxyFaults): void {
    this.stop();
    this.#faults = faults;
    this.#follow();
  }

  /** Leaves all as it is from now on. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #follow(): void {
    const { clock, elapsedMs } = this.#options;
    const { schedule, ...faults } = this.#faults;
    const schedules = schedule === undefined ? [{}] : [schedule].flat();
    const now = elapsedMs();
    this.#active = Object.keys(faults).length > 0 && isAnyActive(schedules, now);
    const next = nextChangeMs(schedules, now);
    if (next === undefined) return;
    this.#cancel = clock.setTimer(() => this.#turn(), Math.min(longestTimerMs, next - now));
  }

  #turn(): void {
    const before = this.#active;
    this.#follow();
    if (this.#active !== before) this.#options.onChange();
  }
}
