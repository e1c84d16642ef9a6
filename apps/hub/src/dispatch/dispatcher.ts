import type { Breakers } from "@pigeon/breaker";
import type { Detector } from "@pigeon/detector";
import type { QueuedJob } from "../jobs/job.ts";
import type { Failure } from "../failures.ts";
import type { Ledger } from "../ledger.ts";
import type { Clock, Ids } from "../ports.ts";
import type { Ownership } from "../replicas/ownership.ts";
import { StoreError, type Assignment, type Change, type Claimed } from "../store/port.ts";
import { leaseOf, release } from "../workers/endings.ts";
import { freeSlots, type Member, type Registry } from "../workers/registry.ts";
import { breakerName, deliver, type DeliveryTools } from "./deliver.ts";
import { match, wanted, type Capacity, type Fairness } from "./match.ts";
import { lineOf, Turns } from "./turns.ts";
import type { TypeLimits } from "./type-limits.ts";

/** Jobs leased in one transaction at the most: bounds how long one claim keeps the event loop. */
const MAX_CLAIM = 500;
/** Pause after the store failed. */
const STORE_PAUSE_MS = 500;

export interface DispatcherParts extends DeliveryTools {
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly detector: Detector;
  readonly breakers: Breakers;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: TypeLimits;
  readonly ownership: Ownership;
  readonly onStoreFailure: (error: unknown, context: Failure) => void;
}

/** Hands queued jobs to workers whenever there are both. `wake` says that something may have changed. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #turns = new Turns();
  readonly #fairness: Fairness;
  #state: "idle" | "running" | "again" | "stopped" = "idle";
  readonly #deliveries = new Set<Promise<void>>();
  #stopTimer = () => {};

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#fairness = {
      room: (type) => parts.limits.room(type),
      lastServed: (line) => this.#turns.lastServed(line),
    };
  }

  wake(): void {
    if (this.#state === "running") this.#state = "again";
    if (this.#state !== "idle") return;
    this.#state = "running";
    void this.#run();
  }

  /** Claims nothing more, and waits for the deliveries under way. */
  async stop(): Promise<void> {
    this.#state = "stopped";
    this.#stopTimer();
    await Promise.allSettled(this.#deliveries);
  }

  /** Hands leases over again that a worker may not know: after a restart of the hub. */
  redeliver(member: Member, claimed: readonly Claimed[]): void {
    this.#track(this.#deliver(member, claimed));
  }

  async #run(): Promise<void> {
    const { onStoreFailure, clock } = this.#parts;
    let startedAt = clock.monotonic();
    try {
      while (this.#state !== "stopped") {
        this.#state = "running";
        startedAt = clock.monotonic();
        const mayGoOn = await this.#claim();
        if (!mayGoOn && !this.#wokenMeanwhile()) break;
      }
    } catch (error) {
      onStoreFailure(error, { operation: "claim", durationMs: clock.monotonic() - startedAt });
      this.#wakeIn(STORE_PAUSE_MS);
    }
    if (this.#state !== "stopped") this.#state = "idle";
  }

  /** A method, because the state changes while `#run` awaits. */
  #wokenMeanwhile(): boolean {
    return this.#state === "again";
  }

  /** @returns whether jobs may be left that could be handed out: an empty claim costs a turn at the store. */
  async #claim(): Promise<boolean> {
    const { ledger, clock, registry, ownership } = this.#parts;
    if (!ownership.holds()) return false;
    const by = ownership.id();
    const limits = wanted(this.#capacities(), this.#fairness);
    if (limits.size === 0) return false;
    for (const [type, limit] of limits) limits.set(type, Math.min(limit, MAX_CLAIM));
    let assigned: Assignment[] = [];
    let claimed: Claimed[] = [];
    let candidates: readonly QueuedJob[] = [];
    try {
      const assign = (jobs: readonly QueuedJob[]) => {
        candidates = jobs;
        return (assigned = this.#assign(jobs));
      };
      const request = { wanted: limits, now: clock.now(), assign };
      claimed = await ledger.claim(
        by === undefined ? request : { ...request, by, ...this.#parts.limits.shared(limits.keys()) },
      );
    } catch (error) {
      // It may be on disk all the same. Where hubs share a store they compare, and find out.
      if (error instanceof StoreError && error.code === "unsure" && by !== undefined) {
        for (const { workerId, leaseId } of assigned) {
          const lease = registry.get(workerId)?.held.get(leaseId);
          if (lease !== undefined) lease.delivery = "in-doubt";
        }
        assigned = [];
        ownership.doubt();
      }
      throw error;
    } finally {
      // What was assigned and not committed takes no slot.
      const committed = new Set(claimed.map(({ job }) => job.leaseId));
      for (const { workerId, leaseId } of assigned)
        if (!committed.has(leaseId)) registry.release(workerId, leaseId);
      if (claimed.length < assigned.length) ownership.doubt();
    }
    for (const { job } of claimed) this.#turns.served(lineOf(job));
    for (const [workerId, jobs] of Map.groupBy(claimed, ({ job }) => job.workerId))
      this.#handOver(workerId, jobs);
    return claimed.length > 0 && reachedSome(limits, candidates);
  }

  /** Decides inside the transaction, on what the workers can take at that moment. */
  #assign(jobs: readonly QueuedJob[]): Assignment[] {
    const matches = match(jobs, this.#capacities(), this.#fairness).slice(0, MAX_CLAIM);
    return matches.map(({ jobId, workerId }) => {
      const leaseId = this.#parts.ids.lease();
      this.#parts.registry
        .get(workerId)
        ?.held.set(leaseId, { leaseId, jobId, delivery: "unsent", missedBeats: 0 });
      return { jobId, workerId, leaseId };
    });
  }

  #handOver(workerId: string, claimed: readonly Claimed[]): void {
    const member = this.#parts.registry.get(workerId);
    const held = claimed.filter(({ job }) => member?.held.has(job.leaseId) === true);
    // A worker that was given up or replaced during the commit holds its leases no longer.
    const orphans = claimed.filter(({ job }) => member?.held.has(job.leaseId) !== true);
    if (orphans.length > 0) this.#track(this.#releaseOrphans(orphans));
    if (member !== undefined && held.length > 0) this.#track(this.#deliver(member, held));
  }

  async #releaseOrphans(claimed: readonly Claimed[]): Promise<void> {
    const reason = "the worker left before it was handed the lease";
    const { ledger, ownership } = this.#parts;
    const of = ({ job }: Claimed) => ownership.of(job.workerId);
    await ledger.insist(claimed.map((each) => release(leaseOf(each), reason, of(each))));
  }

  async #deliver(member: Member, claimed: readonly Claimed[]): Promise<void> {
    const { ledger, registry, ownership } = this.#parts;
    const by = ownership.of(member.worker.workerId);
    const changes = await deliver(member, claimed, this.#parts);
    await ledger.insist(
      changes.map((change): Change => ({ ...change, ...by })),
      () => registry.isCurrent(member),
    );
  }

  #track(work: Promise<void>): void {
    const failed = (error: unknown) => this.#parts.onStoreFailure(error, { operation: "hand leases over" });
    const tracked = work.catch(failed).finally(() => this.#deliveries.delete(tracked));
    this.#deliveries.add(tracked);
  }

  #wakeIn(delayMs: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#parts.clock.after(delayMs, () => this.wake());
  }

  #capacities(): Capacity[] {
    const { registry, detector, breakers } = this.#parts;
    let recoveryMs = Infinity;
    const capacities = registry.all().flatMap((member): Capacity[] => {
      const { workerId, types, slots } = member.worker;
      const health = detector.getWorkerStatus(workerId);
      const breaker = breakers.get(breakerName(workerId));
      const { state } = breaker;
      if (health === undefined || health.status === "unhealthy" || health.suspected) return [];
      if (state === "open") recoveryMs = Math.min(recoveryMs, breaker.snapshot().retryAfterMs);
      if (state === "isolated" || state === "open") return [];
      return [
        {
          workerId,
          types: new Set(types),
          slots,
          free: freeSlots(member),
          status: health.status,
          onProbation: state !== "closed",
          latencyMs: member.latencyMs,
        },
      ];
    });
    // A breaker recovers when it is called: nothing else tells that its time is over.
    if (recoveryMs < Infinity) this.#wakeIn(recoveryMs);
    return capacities;
  }
}

/** Whether the store gave as many jobs of some type as it was asked for: then it may have more. */
function reachedSome(limits: ReadonlyMap<string, number>, candidates: readonly QueuedJob[]): boolean {
  const given = new Map<string, number>();
  for (const { type } of candidates) given.set(type, (given.get(type) ?? 0) + 1);
  return [...limits].some(([type, limit]) => (given.get(type) ?? 0) >= limit);
}
