import type { LoadSample } from "@pigeon/protocol";
import type { JobChange, Ledger } from "../ledger.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/port.ts";

export const SAMPLE_INTERVAL_MS = 5_000;
const KEPT_MS = 3_600_000;

const FAILURES: ReadonlySet<JobChange["cause"]> = new Set(["fail", "timeout", "lose"]);

/** How busy the hub was, sampled every few seconds and kept for an hour. */
export class LoadHistory {
  readonly #clock: Clock;
  readonly #samples: LoadSample[] = [];
  #finished = 0;
  #failed = 0;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.monotonic();
  }

  follow(ledger: Pick<Ledger, "follow">): void {
    ledger.follow(({ job, cause }) => {
      if ("finishedAt" in job) this.#finished += 1;
      if (FAILURES.has(cause)) this.#failed += 1;
    });
  }

  async sample(store: Pick<Store, "counts" | "oldestDue">): Promise<void> {
    const [{ queued, leased, dead }, oldest] = await Promise.all([store.counts(), store.oldestDue()]);
    const [now, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const seconds = Math.max(0.001, (monotonic - this.#since) / 1000);
    this.#samples.push({
      at: new Date(now).toISOString(),
      queued,
      leased,
      dead,
      queueAgeMs: ageOf(oldest, now),
      finishedPerSecond: rounded(this.#finished / seconds),
      failedPerSecond: rounded(this.#failed / seconds),
    });
    if (this.#samples.length > KEPT_MS / SAMPLE_INTERVAL_MS) this.#samples.shift();
    [this.#since, this.#finished, this.#failed] = [monotonic, 0, 0];
  }

  /** Oldest first. */
  last(minutes: number): readonly LoadSample[] {
    return this.#samples.slice(-Math.ceil((minutes * 60_000) / SAMPLE_INTERVAL_MS));
  }
}

/** How long a job that has been due since then has waited. */
export function ageOf(oldestDue: number | undefined, now: number): number {
  return oldestDue === undefined ? 0 : Math.max(0, Math.round(now - oldestDue));
}

function rounded(rate: number): number {
  return Math.round(rate * 100) / 100;
}
