import type { LiveAlert } from "./alert.ts";
import { Inhibitions, type Inhibition } from "./inhibition.ts";
import { nextSilenceChange, silences, type SavedSilence } from "./silence.ts";

/** Which alerts are muted: by silences, and by other alerts. */
export class Mutes {
  readonly #inhibitions: Inhibitions;
  readonly #silences = new Map<string, SavedSilence>();
  #changesAt = Infinity;
  #stale = false;

  constructor(inhibit: readonly Inhibition[]) {
    this.#inhibitions = new Inhibitions(inhibit);
  }

  get silences(): ReadonlyMap<string, SavedSilence> {
    return this.#silences;
  }

  /** When a silence begins or ends. */
  get changesAt(): number {
    return this.#stale ? -Infinity : this.#changesAt;
  }

  silence(silence: SavedSilence): void {
    this.#silences.set(silence.id, silence);
    this.#stale = true;
  }

  unsilence(id: string): boolean {
    const known = this.#silences.delete(id);
    this.#stale ||= known;
    return known;
  }

  fired({ labels }: LiveAlert): void {
    if (this.#inhibitions.fired(labels)) this.#stale = true;
  }

  resolved({ labels }: LiveAlert): void {
    if (this.#inhibitions.resolved(labels)) this.#stale = true;
  }

  isMuted({ labels }: LiveAlert, now: number): boolean {
    return silences(this.#silences.values(), labels, now) || this.#inhibitions.mutes(labels);
  }

  /** True when what is muted may have changed since the last time; forgets silences that are over. */
  advance(now: number): boolean {
    if (!this.#stale && now < this.#changesAt) return false;
    this.#stale = false;
    for (const { id, until } of this.#silences.values()) if (until <= now) this.#silences.delete(id);
    this.#changesAt = nextSilenceChange(this.#silences.values(), now);
    return true;
  }
}
