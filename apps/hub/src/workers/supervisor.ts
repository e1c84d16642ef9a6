import type { Breakers } from "@pigeon/breaker";
import type { Detector } from "@pigeon/detector";
import type { AttemptResult, Heartbeat, JobError, ResultAnswer, WorkerRegistration } from "@pigeon/protocol";
import { within } from "../deadline.ts";
import { breakerName } from "../dispatch/deliver.ts";
import type { Failure } from "../failures.ts";
import type { Ledger } from "../ledger.ts";
import type { Clock, Ids } from "../ports.ts";
import type { Change, Claimed, Store, StoredWorker } from "../store/port.ts";
import { compareBeat, type HeldLease } from "./beats.ts";
import type { OpenLink } from "./link.ts";
import { PollWatch } from "./poll-watch.ts";
import { InTurn } from "./in-turn.ts";
import { ANYONE, storedWorker, type Registrant } from "./registrant.ts";
import { reportOf, toChange } from "./reports.ts";
import type { Member, Registry } from "./registry.ts";

export interface SupervisorParts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly detector: Detector;
  readonly breakers: Breakers;
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How often workers promise to send heartbeats. */
  readonly heartbeatIntervalMs: number;
  readonly fingerprint: (error: JobError) => string;
  /** Says that work may be handed out now. */
  readonly wake: () => void;
  /** Says what became of a worker by its own or an operator's wish. */
  readonly announce: (workerId: string, change: "registered" | "left" | "draining") => void;
  readonly redeliver: (member: Member, claimed: readonly Claimed[]) => void;
  readonly onFailure: (workerId: string, error: unknown, context: Failure) => void;
}

const PROBE_TIMEOUT_MS = 5_000;
/** One such refusal can be a push that overtook the answer to the registration. */
const DISOWNED_LIMIT = 3;

/** Follows every worker from registration to its end, and gives back what a failed one held. */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #turns = new InTurn();
  /** Of the workers that poll. */
  readonly #polls = new Map<string, PollWatch>();

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  /** The worker gets leases from when `answered` is called: once its registration's answer is sent. */
  async register(
    request: WorkerRegistration,
    by: Registrant = ANYONE,
  ): Promise<{ worker: StoredWorker; answered: () => void }> {
    const worker = storedWorker(request, by, this.#parts);
    return this.#turns.take(worker.workerId, () => {
      by.mayReplace(this.#parts.registry.get(worker.workerId)?.worker);
      return this.#enter(worker);
    });
  }

  async #enter(worker: StoredWorker): Promise<{ worker: StoredWorker; answered: () => void }> {
    const { store, registry } = this.#parts;
    await store.saveWorker(worker);
    // An earlier process of that name is gone, and what it was running with it. Until that is on disk it keeps
    // its place: the new one would count slots as free that are not.
    for (let before = registry.get(worker.workerId); before !== undefined && before.held.size > 0;) {
      before.answered = false;
      await this.#giveBack(before, "the worker registered again");
      before = registry.get(worker.workerId);
    }
    const member = this.#admit(worker, false);
    this.#parts.announce(worker.workerId, "registered");
    const answered = () => {
      member.answered = true;
      this.#parts.wake();
    };
    return { worker, answered };
  }

  /** Takes up the workers and leases that were there before the hub stopped. */
  async restore(): Promise<void> {
    const { store, registry, redeliver, ledger } = this.#parts;
    for (const worker of await store.workers()) this.#admit(worker, true);
    const leased = await store.leased();
    for (const [workerId, claimed] of Map.groupBy(leased, ({ job }) => job.workerId)) {
      const member = registry.get(workerId);
      if (member === undefined) {
        const reason = "the hub restarted and does not know the worker any more";
        await ledger.apply(claimed.map(({ job }) => release(job.id, job.leaseId, reason)));
        continue;
      }
      for (const { job } of claimed) {
        member.held.set(job.leaseId, {
          leaseId: job.leaseId,
          jobId: job.id,
          delivery: "sent",
          missedBeats: 0,
        });
      }
      // Sent again: the worker runs a lease that it knows only once, and may never have got the others.
      if (member.delivery.kind === "push") redeliver(member, claimed);
      else for (const lease of member.held.values()) lease.delivery = "confirmed";
    }
  }

  /** @returns the leases to stop, or undefined when the worker must register again. */
  async heartbeat(workerId: string, beat: Heartbeat): Promise<readonly string[] | undefined> {
    const { registry, detector, ledger } = this.#parts;
    const member = registry.get(workerId);
    // Its registrations overtook each other, and it took the answer of another one: they must agree anew.
    if (member === undefined || member.disowned >= DISOWNED_LIMIT) return undefined;
    this.#polls.get(workerId)?.beat();
    detector.heartbeat(workerId, reportOf(beat));
    if (member.gone.signal.aborted && detector.getWorkerStatus(workerId)?.status !== "unhealthy")
      this.#welcomeBack(member);
    const { cancel, lost } = compareBeat(member.held, beat.running);
    await ledger.apply(lost.map((lease) => lose(lease, "two heartbeats in a row did not list it")));
    return cancel;
  }

  async report(workerId: string, results: readonly AttemptResult[]): Promise<ResultAnswer> {
    this.#polls.get(workerId)?.heard();
    const changes = results.map((result) => toChange(workerId, result, this.#parts.fingerprint));
    const outcomes = await this.#parts.ledger.apply(changes);
    const answer: ResultAnswer = { accepted: [], rejected: [] };
    for (const [index, { leaseId }] of results.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === "changed" || outcome?.kind === "repeated") answer.accepted.push(leaseId);
      else
        answer.rejected.push({
          leaseId,
          reason: outcome?.kind === "refused" ? "stale-lease" : "unknown-job",
        });
    }
    return answer;
  }

  /** The worker takes no new leases and keeps what it holds. False when it is unknown. */
  async drain(workerId: string): Promise<boolean> {
    const member = this.#parts.registry.get(workerId);
    if (member === undefined) return false;
    member.draining = true;
    await this.#turns.take(workerId, async () => {
      // What it is asked of is this registration, and not the next, which may be on disk by now.
      if (!this.#parts.registry.isCurrent(member)) return;
      await this.#parts.store.saveWorker({ ...member.worker, draining: true });
      this.#parts.announce(workerId, "draining");
    });
    return true;
  }

  /** The worker leaves; its leases are released. False when it is unknown. */
  async remove(workerId: string): Promise<boolean> {
    const member = this.#parts.registry.get(workerId);
    if (member === undefined) return false;
    await this.#turns.take(workerId, () => this.#leave(workerId, member));
    return true;
  }

  async #leave(workerId: string, member: Member): Promise<void> {
    const { store, registry, detector, breakers, ledger } = this.#parts;
    if (!registry.isCurrent(member)) return;
    // It is forgotten when the disk knows that it left: if the store fails it can leave again.
    member.draining = true;
    member.gone.abort(new Error("the worker left"));
    await ledger.insist(
      [...member.held.values()].map(({ jobId, leaseId }) => release(jobId, leaseId, "the worker left")),
    );
    await store.deleteWorker(workerId);
    registry.remove(workerId);
    this.#unwatchPoll(workerId);
    detector.unregisterWorker(workerId);
    breakers.delete(breakerName(workerId));
    this.#close(member, "the worker left");
    this.#parts.announce(workerId, "left");
  }

  /** The verdict: all that the worker held goes back at once, in one transaction. */
  async fail(workerId: string, reason: string): Promise<void> {
    const member = this.#parts.registry.get(workerId);
    if (member !== undefined) await this.#giveBack(member, reason);
  }

  /** For the detector: asks a suspected worker directly. */
  async probe(workerId: string, signal: AbortSignal): Promise<boolean | undefined> {
    const delivery = this.#parts.registry.get(workerId)?.delivery;
    // One that polls cannot be asked.
    return delivery?.kind === "push" ? await delivery.link.probe(signal) : undefined;
  }

  /** Stops at the worker what it should no longer run. Best effort: fencing guards the rest. */
  cancel(workerId: string, leaseIds: readonly string[]): void {
    const member = this.#parts.registry.get(workerId);
    if (member?.delivery.kind !== "push" || member.gone.signal.aborted) return;
    const signal = within(this.#parts.clock, PROBE_TIMEOUT_MS, member.gone.signal);
    member.delivery.link
      .cancel(leaseIds, signal)
      .catch((error: unknown) => this.#parts.onFailure(workerId, error, { operation: "cancel" }));
  }

  /** A worker asks for leases. */
  polls(workerId: string): void {
    this.#polls.get(workerId)?.heard();
  }

  /** The connection on which a worker waited for leases ended, and not by the hub's answer. */
  pollBroke(member: Member): void {
    // It may have begun the next poll before the end of the last one was noticed.
    const waits = member.delivery.kind === "pull" && member.delivery.line.open > 0;
    if (this.#parts.registry.isCurrent(member) && !waits) this.#polls.get(member.worker.workerId)?.broke();
  }

  /** Answers the workers that wait for leases, as when their time is up. */
  endPolls(): void {
    for (const workerId of this.#polls.keys()) this.#unwatchPoll(workerId);
    for (const { delivery } of this.#parts.registry.all())
      if (delivery.kind === "pull") delivery.line.hand([]);
  }

  async close(): Promise<void> {
    const deliveries = this.#parts.registry.all().map(({ delivery }) => delivery);
    await Promise.allSettled(deliveries.flatMap((each) => (each.kind === "push" ? [each.link.close()] : [])));
  }

  #admit(worker: StoredWorker, answered: boolean): Member {
    const { registry, detector, breakers, openLink } = this.#parts;
    const { workerId, endpoint, token } = worker;
    const before = registry.get(workerId);
    if (before !== undefined) this.#close(before, "the worker registered again");
    breakers.reset(breakerName(workerId));
    const onDisconnect = () => {
      if (registry.isCurrent(member)) detector.connectionLost(workerId, "its connection closed");
    };
    this.#unwatchPoll(workerId);
    if (endpoint === undefined) this.#watchPoll(workerId);
    const link = endpoint === undefined ? undefined : openLink({ endpoint, token, onDisconnect });
    const member = registry.add(worker, link, answered);
    detector.registerWorker(workerId, { incarnation: token.slice(-8) });
    // The first contact: leaves a connection open whose end will tell, and finds a dead worker at once.
    link?.probe(within(this.#parts.clock, PROBE_TIMEOUT_MS, member.gone.signal)).catch((error: unknown) => {
      if (registry.isCurrent(member)) detector.connectionLost(workerId, String(error));
    });
    return member;
  }

  #watchPoll(workerId: string): void {
    const { clock, detector, heartbeatIntervalMs } = this.#parts;
    const gone = () =>
      detector.connectionLost(workerId, "its waiting poll broke off, and no heartbeat came after it");
    this.#polls.set(workerId, new PollWatch(clock, heartbeatIntervalMs, gone));
  }

  #unwatchPoll(workerId: string): void {
    this.#polls.get(workerId)?.close();
    this.#polls.delete(workerId);
  }

  #welcomeBack(member: Member): void {
    member.gone = new AbortController();
    this.#parts.wake();
  }

  async #giveBack(member: Member, reason: string): Promise<void> {
    member.gone.abort(new Error(reason));
    const changes = [...member.held.values()].map((lease) =>
      // What never reached the worker costs the job no attempt.
      lease.delivery === "unsent" ? release(lease.jobId, lease.leaseId, reason) : lose(lease, reason),
    );
    await this.#parts.ledger.insist(changes);
    // They were counted until their end was on disk; what had ended before is told by nobody.
    for (const { event } of changes) if ("leaseId" in event) member.held.delete(event.leaseId);
    this.#parts.wake();
  }

  #close(member: Member, reason: string): void {
    member.gone.abort(new Error(reason));
    if (member.delivery.kind === "pull") member.delivery.line.hand([]);
    else
      member.delivery.link
        .close()
        .catch((error: unknown) =>
          this.#parts.onFailure(member.worker.workerId, error, { operation: "close" }),
        );
  }
}

function lose({ jobId, leaseId }: HeldLease, reason: string): Change {
  return { jobId, event: { type: "lose", leaseId, reason } };
}

function release(jobId: string, leaseId: string, reason: string): Change {
  return { jobId, event: { type: "release", leaseId, reason } };
}
