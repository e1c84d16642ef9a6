import { Alarm } from "./alarm.ts";
import type { Timers } from "./ports.ts";
import { SpikeWatch } from "./spike-watch.ts";
import type { ErrorSpike, SpikeSettings } from "./spike-watch.ts";

export interface SpikePorts {
  readonly categories: readonly string[];
  readonly settings: SpikeSettings;
  readonly timers: Timers;
  readonly now: () => number;
  readonly tell: (spike: ErrorSpike) => void;
}

/** One watch for each category, and a timer while one of them is spiking: an end comes without an error. */
export class SpikeWatches {
  readonly #ports: SpikePorts;
  readonly #watches: Map<string, SpikeWatch> = new Map();
  readonly #alarm: Alarm;

  constructor(ports: SpikePorts) {
    this.#ports = ports;
    this.#alarm = new Alarm(ports.timers, () => this.#pass());
    this.begin(ports.now(), () => []);
  }

  /** Begins anew with what was counted in the intervals before, oldest first. */
  begin(nowMs: number, before: (category: string) => readonly number[]): void {
    for (const category of this.#ports.categories) {
      // A spike that was told goes on, so that its end is told as well.
      if (this.#watches.get(category)?.nextEndMs !== undefined) continue;
      this.#watches.set(category, new SpikeWatch(category, this.#ports.settings, nowMs, before(category)));
    }
  }

  add(category: string, atMs: number): void {
    this.#tell(this.#watches.get(category)?.add(atMs) ?? []);
  }

  #pass(): void {
    const nowMs = this.#ports.now();
    this.#tell([...this.#watches.values()].flatMap((watch) => watch.pass(nowMs)));
    this.#arm();
  }

  #tell(spikes: readonly ErrorSpike[]): void {
    if (spikes.length === 0) return;
    this.#arm();
    for (const spike of spikes) this.#ports.tell(spike);
  }

  #arm(): void {
    const ends = [...this.#watches.values()].map(({ nextEndMs }) => nextEndMs ?? Infinity);
    const nextMs = Math.min(...ends);
    if (nextMs !== Infinity) this.#alarm.set(nextMs - this.#ports.now());
  }
}
