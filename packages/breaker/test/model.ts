import type { BreakerState, BreakerTotals, Trip } from "../src/index.ts";

/** A trip policy told to the model: what it looks at, in words of its own. */
export type ModelTrip =
  | { readonly kind: "consecutive-failures"; readonly failures: number }
  | {
      readonly kind: "failure-rate";
      readonly percent: number;
      readonly lastCalls: number;
      readonly minimumCalls: number;
    }
  | {
      readonly kind: "failure-rate-over-time";
      readonly percent: number;
      readonly windowMs: number;
      readonly minimumCalls: number;
    }
  | {
      readonly kind: "slow-calls";
      readonly slowerThanMs: number;
      readonly percent: number;
      readonly lastCalls: number;
      readonly minimumCalls: number;
    };

export interface ModelOptions {
  trips: readonly ModelTrip[];
  baseMs: number;
  factor: number;
  maxMs: number;
  resetAfterMs: number;
  halfOpenMaxRequests: number;
  successThreshold: number;
  timeoutMs: number | false;
  probeTimeoutMs: number;
  rampUpMs: number;
}

export type Ended = "success" | "failure" | "timeout" | "nothing";

interface Result {
  readonly failed: boolean;
  readonly at: number;
  readonly durationMs: number;
}

/** One stay in a state: what was let through in it, and how that ended. */
export interface Episode {
  readonly kind: BreakerState;
  readonly since: number;
  readonly openMs: number;
  /** Start times of calls that have not ended. */
  readonly running: number[];
  readonly results: Result[];
  ramped: number;
  passed: number;
  sumOfShares: number;
}

const RAMP_FROM = 0.1;

/** The breaker told another way: by the history of each episode instead of by counters and rings. */
export class Model {
  readonly #options: ModelOptions;
  readonly totals: { -readonly [key in keyof BreakerTotals]: number } = {
    successes: 0,
    failures: 0,
    timeouts: 0,
    rejected: 0,
  };
  lastTrip: Pick<Trip, "policy" | "value" | "calls"> | undefined;
  #episode: Episode;
  #openings = 0;
  /** Outcomes that counted since the breaker last became closed. */
  #run: boolean[] = [];

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#episode = this.#made("closed", 0);
  }

  #made(kind: BreakerState, since: number, openMs = 0): Episode {
    return { kind, since, openMs, running: [], results: [], ramped: 0, passed: 0, sumOfShares: 0 };
  }

  #enter(kind: BreakerState, since: number): void {
    const { baseMs, factor, maxMs } = this.#options;
    if (kind === "open") this.#openings += 1;
    const openMs = Math.round(Math.min(maxMs, baseMs * factor ** (this.#openings - 1)));
    this.#episode = this.#made(kind, since, openMs);
    if (kind === "closed" || kind === "isolated") this.#run = [];
  }

  /** A probe that hangs for too long has failed, at that very moment. */
  elapse(now: number): void {
    const { kind, running } = this.#episode;
    const lapse = Math.min(...running) + this.#options.probeTimeoutMs;
    if (kind !== "half-open" || now < lapse) return;
    this.#run.push(true);
    this.#enter("open", lapse);
  }

  state(now: number): BreakerState {
    this.elapse(now);
    return this.#episode.kind === "open" && this.retryAfterMs(now) === 0 ? "half-open" : this.#episode.kind;
  }

  retryAfterMs(now: number): number {
    this.elapse(now);
    const { kind, since, openMs } = this.#episode;
    return kind === "open" ? Math.max(0, since + openMs - now) : 0;
  }

  consecutiveFailures(): number {
    return this.#run.length - 1 - this.#run.lastIndexOf(false);
  }

  probes(): number {
    return this.#episode.kind === "half-open" ? this.#episode.running.length : 0;
  }

  /** Returns the episode that the call belongs to, or undefined when it is turned away. */
  call(now: number): Episode | undefined {
    if (this.#episode.kind === "open" && this.state(now) === "half-open") this.#enter("half-open", now);
    this.elapse(now);
    if (this.#episode.kind === "open" && this.state(now) === "half-open") this.#enter("half-open", now);
    const episode = this.#episode;
    const { kind, running } = episode;
    let admitted = kind === "closed" && this.#passes(episode, now);
    if (kind === "half-open") admitted = running.length < this.#options.halfOpenMaxRequests;
    if (!admitted) {
      this.totals.rejected += 1;
      return undefined;
    }
    running.push(now);
    return episode;
  }

  /** Of the calls in a ramp as many pass as the sum of their shares, rounded up. */
  #passes(episode: Episode, now: number): boolean {
    const { rampUpMs } = this.#options;
    const age = now - episode.since;
    if (this.#openings === 0 || rampUpMs === 0 || episode.ramped === Infinity) return true;
    if (age >= rampUpMs) {
      episode.ramped = Infinity;
      return true;
    }
    episode.sumOfShares += RAMP_FROM + (1 - RAMP_FROM) * (age / rampUpMs);
    const may = Math.floor(episode.sumOfShares + 1 - RAMP_FROM + 1e-9);
    if (may <= episode.passed) return false;
    episode.passed += 1;
    return true;
  }

  end(
    episode: Episode,
    ended: Ended,
    startedAt: number,
    now: number,
    durationMs: number = now - startedAt,
  ): void {
    if (ended === "timeout") this.totals.timeouts += 1;
    if (ended === "timeout" || ended === "failure") this.totals.failures += 1;
    if (ended === "success") this.totals.successes += 1;
    this.elapse(now);
    if (episode !== this.#episode) return;
    episode.running.splice(episode.running.indexOf(startedAt), 1);
    if (ended === "nothing") return;
    const failed = ended !== "success";
    episode.results.push({ failed, at: now, durationMs });
    this.#run.push(failed);
    if (episode.kind === "closed") this.#tripIfDue(episode, failed, now);
    else if (failed || durationMs > this.#slowProbeMs()) {
      if (!failed) this.#run[this.#run.length - 1] = true;
      this.#enter("open", now);
    } else if (episode.results.length >= this.#options.successThreshold) this.#enter("closed", now);
  }

  #slowProbeMs(): number {
    return Math.min(
      ...this.#options.trips.map((trip) => (trip.kind === "slow-calls" ? trip.slowerThanMs : Infinity)),
    );
  }

  #tripIfDue(episode: Episode, failed: boolean, now: number): void {
    for (const trip of this.#options.trips) {
      const figures = this.#figures(trip, episode, failed, now);
      if (figures === undefined) continue;
      this.lastTrip = { policy: trip.kind, ...figures };
      if (now - episode.since >= this.#options.resetAfterMs) this.#openings = 0;
      this.#enter("open", now);
      return;
    }
  }

  #figures(
    trip: ModelTrip,
    { results }: Episode,
    failed: boolean,
    now: number,
  ): Pick<Trip, "value" | "calls"> | undefined {
    if (trip.kind === "consecutive-failures") {
      const value = this.consecutiveFailures();
      return value >= trip.failures ? { value, calls: value } : undefined;
    }
    const isHit = (result: Result): boolean =>
      trip.kind === "slow-calls" ? result.durationMs > trip.slowerThanMs : result.failed;
    const last = results.at(-1);
    if (last === undefined || !isHit(last)) return undefined;
    const tenth = trip.kind === "failure-rate-over-time" ? trip.windowMs / 10 : 0;
    const window =
      trip.kind === "failure-rate-over-time"
        ? results.filter(({ at }) => Math.floor(at / tenth) > Math.floor(now / tenth) - 10)
        : results.slice(-trip.lastCalls);
    const value = (window.filter(isHit).length / window.length) * 100;
    return window.length >= trip.minimumCalls && value >= trip.percent
      ? { value, calls: window.length }
      : undefined;
  }

  reset(now: number): void {
    this.#openings = 0;
    this.#enter("closed", now);
  }

  isolate(now: number): void {
    if (this.#episode.kind !== "isolated") this.#enter("isolated", now);
  }
}
