import type { BreakerState, BreakerTotals } from "../src/index.ts";

export interface ModelOptions {
  failureThreshold: number;
  recoveryTimeoutMs: number;
  halfOpenMaxRequests: number;
  successThreshold: number;
  timeoutMs: number | false;
}

/** One stay in a state: what was let through in it, and how that ended. */
interface Episode {
  kind: BreakerState;
  since: number;
  admittedAt: number[];
  ended: ("success" | "failure" | "nothing")[];
}

/** The breaker told another way: by the history of each episode instead of by counters. */
export class Model {
  readonly #options: ModelOptions;
  readonly totals: { -readonly [key in keyof BreakerTotals]: number } = {
    successes: 0,
    failures: 0,
    timeouts: 0,
    rejected: 0,
  };
  #episode: Episode = { kind: "closed", since: 0, admittedAt: [], ended: [] };
  /** Outcomes that counted since the breaker last became closed. */
  #run: ("success" | "failure")[] = [];

  constructor(options: ModelOptions) {
    this.#options = options;
  }

  #enter(kind: BreakerState, now: number): void {
    this.#episode = { kind, since: now, admittedAt: [], ended: [] };
    if (kind === "closed" || kind === "isolated") this.#run = [];
  }

  state(now: number): BreakerState {
    return this.#episode.kind === "open" && this.retryAfterMs(now) === 0 ? "half-open" : this.#episode.kind;
  }

  retryAfterMs(now: number): number {
    if (this.#episode.kind !== "open") return 0;
    return Math.max(0, this.#episode.since + this.#options.recoveryTimeoutMs - now);
  }

  consecutiveFailures(): number {
    return this.#run.length - 1 - this.#run.lastIndexOf("success");
  }

  probes(): number {
    const { kind, admittedAt, ended } = this.#episode;
    return kind === "half-open" ? admittedAt.length - ended.length : 0;
  }

  /** Returns the episode that the call belongs to, or undefined when it is turned away. */
  call(now: number): Episode | undefined {
    if (this.#episode.kind === "open" && this.state(now) === "half-open") this.#enter("half-open", now);
    const { kind, admittedAt } = this.#episode;
    let admitted = kind === "closed";
    if (kind === "half-open") {
      const hung =
        this.#options.timeoutMs === false &&
        now - (admittedAt.at(-1) ?? now) >= this.#options.recoveryTimeoutMs;
      const full = this.probes() >= this.#options.halfOpenMaxRequests;
      if (full && hung) this.#enter("half-open", now);
      admitted = !full || hung;
    }
    if (!admitted) {
      this.totals.rejected += 1;
      return undefined;
    }
    this.#episode.admittedAt.push(now);
    return this.#episode;
  }

  end(episode: Episode, outcome: "success" | "failure" | "timeout" | "nothing", now: number): void {
    const counted = outcome === "timeout" ? "failure" : outcome;
    if (outcome === "timeout") this.totals.timeouts += 1;
    if (counted === "failure") this.totals.failures += 1;
    if (counted === "success") this.totals.successes += 1;
    if (episode !== this.#episode) return;
    episode.ended.push(counted);
    if (counted === "nothing") return;
    this.#run.push(counted);
    if (episode.kind === "closed") {
      if (this.consecutiveFailures() >= this.#options.failureThreshold) this.#enter("open", now);
    } else if (counted === "failure") this.#enter("open", now);
    else if (episode.ended.filter((end) => end === "success").length >= this.#options.successThreshold) {
      this.#enter("closed", now);
    }
  }

  reset(now: number): void {
    this.#enter("closed", now);
  }

  isolate(now: number): void {
    if (this.#episode.kind !== "isolated") this.#enter("isolated", now);
  }
}
