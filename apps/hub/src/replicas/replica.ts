import type { WorkerStatus } from "@pigeon/protocol";
import type { JobWaiters } from "../job-waiters.ts";
import type { JobChange } from "../ledger.ts";
import { every } from "../maintenance/every.ts";
import type { Clock, Ids } from "../ports.ts";
import type { OwnedWorker, Replicas, Taken } from "../store/replicas.ts";
import type { Registry } from "../workers/registry.ts";
import type { Supervisor } from "../workers/supervisor.ts";
import { compare, count } from "./compare.ts";
import { HintSender, readHints } from "./hints.ts";
import { Membership } from "./membership.ts";
import type { Ownership } from "./ownership.ts";
import { Rebalance } from "./rebalance.ts";
import { readReport, type Report } from "./report.ts";
import { shared } from "./shared.ts";
import { Soon } from "./soon.ts";

/** Hints may be lost; this finds what they told of. */
const RECONCILE_INTERVAL_MS = 2_000;
const WAITERS_INTERVAL_MS = 1_000;
const DELAYED_INTERVAL_MS = 1_000;
const ORPHANS_INTERVAL_MS = 5_000;
const RECONCILE_PAUSE_MS = 100;
const WAITERS_PAUSE_MS = 25;
/** Asked about in one statement. */
const BATCH = 1_000;

export interface ReplicaParts {
  readonly replicas: Replicas;
  readonly name: string;
  readonly clock: Clock;
  readonly heartbeatIntervalMs: number;
  readonly ids: Pick<Ids, "lease">;
  readonly registry: Registry;
  readonly waiters: Pick<JobWaiters, "ids" | "finished">;
  readonly report: () => Report;
  readonly supervisor: () => Pick<
    Supervisor,
    "takeIn" | "hold" | "moveIn" | "forget" | "cancel" | "sayUnsaid" | "releaseUnknown"
  >;
  readonly wake: () => void;
  /** Looks when the next delayed job is due, or is told. */
  readonly expectDelayed: (runAt?: number) => Promise<void> | void;
  /** The types of all jobs that this hub's workers run. */
  readonly onRunning: (types: readonly string[]) => void;
  readonly storeFailure: (operation: string) => (error: unknown) => void;
  /** Whether it was told already that the store is lost. */
  readonly isOut: () => boolean;
}

/** This hub as one of several on a store. The database says what is so; hints only make it known sooner. */
export class Replica {
  readonly ownership: Ownership;
  readonly membership: Membership;
  readonly rebalance: Rebalance;
  readonly #parts: ReplicaParts;
  readonly #hints: HintSender;
  readonly #reconciling: Soon;
  readonly #askingForEnds: Soon;
  /** What happened since the start. */
  readonly tally = { taken: 0, lost: 0, hintsSent: 0, hintsHeard: 0, corrected: 0 };
  #strange: ReadonlySet<string> = new Set();
  readonly #stops: (() => void)[] = [];

  constructor(parts: ReplicaParts) {
    this.#parts = parts;
    const { replicas, clock, supervisor, report } = parts;
    const storeFailure = (operation: string) => this.#failed(operation);
    const reconcileFailed = storeFailure("compare workers with the database");
    this.#reconciling = new Soon(clock, RECONCILE_PAUSE_MS, () => this.#reconcile(), reconcileFailed);
    const endsFailed = storeFailure("look for the ends of jobs");
    this.#askingForEnds = new Soon(clock, WAITERS_PAUSE_MS, () => this.#askForEnds(), endsFailed);
    this.membership = new Membership({
      ...parts,
      report: () => JSON.stringify(report()),
      onLost: () => {
        this.tally.lost += 1;
        for (const member of parts.registry.all()) supervisor().forget(member);
        parts.onRunning([]);
      },
      onTaken: (taken) => this.#take(taken),
      onRegained: () => {
        supervisor().sayUnsaid().catch(storeFailure("give leases back"));
        this.#reconciling.ask();
        parts.wake();
      },
      onFailure: (error) => {
        if (!parts.isOut()) parts.storeFailure("renew the hub's lease")(error);
      },
    });
    this.rebalance = new Rebalance({ ...parts, others: () => this.others() });
    this.#hints = new HintSender(clock, (text) => {
      this.tally.hintsSent += 1;
      replicas.tell(this.membership.id, text);
    });
    this.ownership = shared({
      replicas,
      membership: this.membership,
      onMoved: (workerIds) => this.#moved(workerIds),
      onDoubt: () => this.#reconciling.ask(),
    });
    replicas.hear((text) => this.#heard(text));
  }

  /** Joins, and takes up the workers that are nobody's. Before anyone can speak to the hub. */
  async start(): Promise<void> {
    const { clock, supervisor, replicas, expectDelayed } = this.#parts;
    await this.membership.start();
    const again = (intervalMs: number, what: string, work: () => Promise<void>) =>
      this.#stops.push(every(clock, intervalMs, work, this.#failed(what)));
    again(this.rebalance.intervalMs, "compare hubs", () => this.rebalance.look());
    again(RECONCILE_INTERVAL_MS, "compare workers", async () => this.#reconciling.ask());
    again(WAITERS_INTERVAL_MS, "look for the ends of jobs", async () => this.#askingForEnds.ask());
    again(DELAYED_INTERVAL_MS, "look for delayed jobs", async () => {
      if (this.membership.leads()) await expectDelayed();
    });
    again(ORPHANS_INTERVAL_MS, "look for leases of nobody", async () => {
      if (this.membership.leads()) await supervisor().releaseUnknown(await replicas.orphans(BATCH));
    });
  }

  /** Leaves its workers to others. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.#reconciling.stop();
    this.#askingForEnds.stop();
    await this.membership.leave().catch(this.#parts.storeFailure("leave"));
  }

  /** Lets other hubs know what happened here, if it is of use to them. `here`: it is a lease of this hub's worker. */
  told({ job, cause, delayed, endedLease }: JobChange, here: boolean): void {
    if (this.membership.others === 0 || cause === "lease") return;
    if (delayed) this.#hints.delayed(job.runAt);
    else if (job.state === "queued") this.#hints.queued(job.type);
    if ("finishedAt" in job) this.#hints.finished(job.id);
    if (endedLease !== undefined && !here)
      this.#hints.ended(endedLease.workerId, endedLease.leaseId, cause === "cancel" || cause === "timeout");
  }

  /** The other hubs whose leases hold, with what they said last. */
  async others(): Promise<
    readonly { readonly id: string; readonly name: string; readonly report: Report }[]
  > {
    if (this.membership.others === 0) return [];
    const replicas = await this.#parts.replicas.replicas();
    const others = replicas.filter(({ id }) => id !== this.membership.id);
    return others.map(({ id, name, report }) => ({ id, name, report: readReport(report) }));
  }

  /** Every worker, at whichever hub, and what its hub says of it. */
  async fleet(): Promise<{
    readonly workers: readonly OwnedWorker[];
    readonly statusOf: (workerId: string) => WorkerStatus | undefined;
  }> {
    const [workers, others] = await Promise.all([this.#parts.replicas.workers(), this.others()]);
    const statusOf = (workerId: string) =>
      others.map(({ report }) => report.unwell[workerId]).find((status) => status !== undefined);
    return { workers, statusOf };
  }

  /** Of a database that is lost it is enough to say so once. */
  #failed(operation: string): (error: unknown) => void {
    return (error) => {
      if (!this.membership.fails) this.#parts.storeFailure(operation)(error);
    };
  }

  #heard(text: string): void {
    const hints = readHints(text);
    if (hints === undefined) return;
    this.tally.hintsHeard += 1;
    const { registry, waiters, wake, supervisor, expectDelayed } = this.#parts;
    const { queued, delayedUntil, finished, ended, moved } = hints;
    if (delayedUntil !== undefined && this.membership.leads()) void expectDelayed(delayedUntil);
    if (finished === true) this.#askingForEnds.ask();
    else for (const jobId of finished) waiters.finished(jobId);
    if (ended === true || moved === true) this.#reconciling.ask();
    if (moved !== true && moved.some((workerId) => registry.get(workerId) !== undefined))
      this.#reconciling.ask();
    let freed = false;
    for (const [workerId, leaseId, stop] of ended === true ? [] : ended) {
      // That a lease has ended is true for ever, so this may be taken at its word.
      if (registry.get(workerId)?.held.delete(leaseId) !== true) continue;
      freed = true;
      if (stop === 1) supervisor().cancel(workerId, [leaseId]);
    }
    if (freed || queued.length > 0) wake();
  }

  #take(taken: readonly Taken[]): void {
    this.tally.taken += taken.length;
    this.#parts.supervisor().takeIn(taken);
    this.#moved(taken.map(({ worker }) => worker.workerId));
    this.#reconciling.ask();
    this.#parts.wake();
  }

  #moved(workerIds: readonly string[]): void {
    if (this.membership.others > 0) this.#hints.moved(workerIds);
  }

  async #askForEnds(): Promise<void> {
    const { waiters, replicas } = this.#parts;
    const jobIds = waiters.ids();
    // Alone it only misses what a lost answer hid: not worth much.
    if (!this.membership.inCompany && jobIds.length > BATCH) return;
    for (let from = 0; from < jobIds.length; from += BATCH)
      for (const jobId of await replicas.finished(jobIds.slice(from, from + BATCH))) waiters.finished(jobId);
  }

  async #reconcile(): Promise<void> {
    const { registry, replicas, supervisor, wake, onRunning } = this.#parts;
    const { id } = this.membership;
    const counted = count(registry.all());
    const holdings = await replicas.holdings(id);
    if (id !== this.membership.id) return;
    const { lost, ended, absent, strange } = compare(counted, holdings, (workerId) => registry.get(workerId));
    for (const member of lost) supervisor().forget(member);
    for (const [member, leases] of Map.groupBy(ended, (each) => each.member)) {
      for (const { leaseId } of leases) member.held.delete(leaseId);
      supervisor().cancel(
        member.worker.workerId,
        leases.map(({ leaseId }) => leaseId),
      );
    }
    onRunning(holdings.flatMap(({ leases }) => [...leases.values()]));
    if (ended.length > 0) wake();
    // What is strange twice in a row neither just came nor just went.
    const before = this.#strange;
    this.#strange = strange;
    const gone = absent.filter(({ leaseId }) => before.has(leaseId));
    for (const { member, leaseId } of gone) member.held.delete(leaseId);
    this.tally.corrected += lost.length + ended.length + gone.length;
    for (const { workerId, leases } of holdings) {
      const known = [workerId, ...leases.keys()].filter((each) => strange.has(each) && before.has(each));
      if (known.length > 0) await this.#adopt(workerId, new Set(known));
    }
  }

  /** A worker, or leases of one, that this hub has on disk and does not know of: an answer was lost. */
  async #adopt(workerId: string, strange: ReadonlySet<string>): Promise<void> {
    this.tally.corrected += strange.size;
    const { registry, replicas, supervisor } = this.#parts;
    const member = registry.get(workerId);
    if (member === undefined) return void (await supervisor().moveIn(workerId));
    const taken = await replicas.move(this.membership.id, workerId);
    if (typeof taken === "string" || !registry.isCurrent(member)) return;
    supervisor().hold(
      member,
      taken.leases.filter(({ job }) => strange.has(job.leaseId)),
    );
  }
}
