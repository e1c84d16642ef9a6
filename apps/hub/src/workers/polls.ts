import type { Clock } from "../ports.ts";
import { PollWatch } from "./poll-watch.ts";

export interface PollsParts {
  readonly clock: Clock;
  readonly heartbeatIntervalMs: number;
  readonly onGone: (workerId: string, reason: string) => void;
}

/** Watches the workers that poll, each by its own measure. */
export class Polls {
  readonly #parts: PollsParts;
  readonly #watches = new Map<string, PollWatch>();

  constructor(parts: PollsParts) {
    this.#parts = parts;
  }

  watch(workerId: string): void {
    this.unwatch(workerId);
    const { clock, heartbeatIntervalMs, onGone } = this.#parts;
    const gone = () => onGone(workerId, "its waiting poll broke off, and no heartbeat came after it");
    this.#watches.set(workerId, new PollWatch(clock, heartbeatIntervalMs, gone));
  }

  unwatch(workerId: string): void {
    this.#watches.get(workerId)?.close();
    this.#watches.delete(workerId);
  }

  unwatchAll(): void {
    for (const workerId of this.#watches.keys()) this.unwatch(workerId);
  }

  heard(workerId: string): void {
    this.#watches.get(workerId)?.heard();
  }

  beat(workerId: string): void {
    this.#watches.get(workerId)?.beat();
  }

  broke(workerId: string): void {
    this.#watches.get(workerId)?.broke();
  }
}
