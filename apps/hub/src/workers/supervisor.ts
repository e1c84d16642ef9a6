import type { AttemptResult, Heartbeat, JobError, ResultAnswer, WorkerRegistration } from "@pigeon/protocol";
import type { Ledger } from "../ledger.ts";
import type { Ids } from "../ports.ts";
import type { Ownership } from "../replicas/ownership.ts";
import type { ChangeOutcome, Claimed, Store, StoredWorker } from "../store/port.ts";
import type { Taken } from "../store/replicas.ts";
import { compareBeat } from "./beats.ts";
import { leaseOf, lose, neverSent, release, requireTaken, sentBefore } from "./endings.ts";
import { InTurn } from "./in-turn.ts";
import { ANYONE, storedWorker, type Registrant } from "./registrant.ts";
import { reportOf, toChange } from "./reports.ts";
import { Roster, type RosterParts } from "./roster.ts";
import type { Member } from "./registry.ts";

export interface SupervisorParts extends RosterParts {
  readonly store: Pick<Store, "workers" | "leased">;
  readonly ownership: Ownership;
  readonly ledger: Ledger;
  readonly ids: Ids;
  readonly fingerprint: (error: JobError) => string;
  /** Says that work may be handed out now. */
  readonly wake: () => void;
  /** Says what became of a worker by its own or an operator's wish. */
  readonly announce: (workerId: string, change: "registered" | "left" | "draining") => void;
  readonly redeliver: (member: Member, claimed: readonly Claimed[]) => void;
}

/** One such refusal can be a push that overtook the answer to the registration. */
const DISOWNED_LIMIT = 3;

/** Follows every worker from registration to its end, and gives back what a failed one held. */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #turns = new InTurn();
  readonly #roster: Roster;
  /** Verdicts that came while this hub might not judge. */
  readonly #unsaid = new Map<string, string>();

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#roster = new Roster(parts);
  }

  /** The worker gets leases from when `answered` is called: once its registration's answer is sent. */
  async register(
    request: WorkerRegistration,
    by: Registrant = ANYONE,
  ): Promise<{ worker: StoredWorker; answered: () => void }> {
    const worker = storedWorker(request, by, this.#parts);
    return this.#turns.take(worker.workerId, async () => {
      by.mayReplace(
        this.#parts.registry.get(worker.workerId)?.worker ??
          (await this.#parts.ownership.find(worker.workerId)),
      );
      return this.#enter(worker);
    });
  }

  async #enter(worker: StoredWorker): Promise<{ worker: StoredWorker; answered: () => void }> {
    const { registry, ownership, ledger } = this.#parts;
    const { workerId } = worker;
    const elsewhere = await ownership.register(worker);
    // An earlier process of that name is gone, and what it was running with it. Until that is on disk it keeps
    // its place: the new one would count slots as free that are not.
    const reason = "the worker registered again";
    const held = registry.get(workerId)?.held;
    const lost = elsewhere.map(leaseOf).filter(({ leaseId }) => held?.has(leaseId) !== true);
    requireTaken(await ledger.insist(lost.map((lease) => lose(lease, reason, ownership.of(workerId)))));
    for (let before = registry.get(workerId); before !== undefined && before.held.size > 0;) {
      before.answered = false;
      requireTaken(await this.#giveBack(before, reason));
      before = registry.get(workerId);
    }
    const member = this.#roster.admit(worker, false);
    this.#parts.announce(worker.workerId, "registered");
    const answered = () => {
      member.answered = true;
      this.#parts.wake();
    };
    return { worker, answered };
  }

  /** Takes up the workers and leases that were there before the hub stopped. */
  async restore(): Promise<void> {
    const { store, registry } = this.#parts;
    const workers = await store.workers();
    const leased = Map.groupBy(await store.leased(), ({ job }) => job.workerId);
    this.takeIn(workers.map((worker) => ({ worker, leases: leased.get(worker.workerId) ?? [] })));
    const unknown = [...leased].flatMap(([workerId, claimed]) =>
      registry.get(workerId) === undefined ? claimed : [],
    );
    await this.releaseUnknown(unknown);
  }

  /** Leases of workers that nobody knows any more. */
  async releaseUnknown(claimed: readonly Claimed[]): Promise<void> {
    const reason = "the hub restarted and does not know the worker any more";
    await this.#parts.ledger.apply(claimed.map((each) => release(leaseOf(each), reason)));
  }

  /** Takes up workers with the leases that they hold. One that it knows may have been elsewhere since. */
  takeIn(taken: readonly Taken[]): void {
    const members = taken.map(({ worker }) => {
      const known = this.#parts.registry.get(worker.workerId);
      return known?.worker.token === worker.token ? known : this.#roster.admit(worker, true);
    });
    for (const [index, member] of members.entries()) this.hold(member, taken[index]?.leases ?? []);
  }

  /** The worker has these leases on disk, whatever it knows of them. */
  hold(member: Member, leases: readonly Claimed[]): void {
    const unknown = leases.filter(({ job }) => {
      const held = member.held.get(job.leaseId);
      return held === undefined || held.delivery === "in-doubt";
    });
    for (const each of unknown) member.held.set(each.job.leaseId, sentBefore(each));
    if (unknown.length === 0) return;
    // Sent again: the worker runs a lease that it knows only once, and may never have got the others.
    if (member.delivery.kind === "push") this.#parts.redeliver(member, unknown);
    else for (const lease of member.held.values()) lease.delivery = "confirmed";
  }

  /** A worker of this hub, or one of another hub that is this one's from now on; undefined when nobody knows it. */
  async moveIn(workerId: string): Promise<Member | undefined> {
    const { registry, ownership } = this.#parts;
    const member = registry.get(workerId);
    if (member !== undefined || ownership.id() === undefined) return member;
    return this.#turns.take(workerId, async () => {
      if (registry.get(workerId) === undefined) {
        const taken = await ownership.move(workerId);
        if (taken !== undefined) this.takeIn([taken]);
      }
      return registry.get(workerId);
    });
  }

  /** A worker as it registered, at whichever hub. */
  async find(workerId: string): Promise<StoredWorker | undefined> {
    return this.#parts.registry.get(workerId)?.worker ?? (await this.#parts.ownership.find(workerId));
  }

  /** Another hub has the worker now, with all that it holds. */
  forget(member: Member): void {
    if (this.#parts.registry.isCurrent(member)) this.#roster.drop(member, "another hub has the worker");
  }

  /** @returns the leases to stop, or undefined when the worker must register again. */
  async heartbeat(workerId: string, beat: Heartbeat): Promise<readonly string[] | undefined> {
    const { registry, detector, ledger, ownership } = this.#parts;
    const member = registry.get(workerId);
    // Its registrations overtook each other, and it took the answer of another one: they must agree anew.
    if (member === undefined || member.disowned >= DISOWNED_LIMIT) return undefined;
    this.#roster.polls.beat(workerId);
    detector.heartbeat(workerId, reportOf(beat));
    ownership.requirePlace();
    if (member.gone.signal.aborted && detector.getWorkerStatus(workerId)?.status !== "unhealthy")
      this.#welcomeBack(member);
    const { cancel, lost } = compareBeat(member.held, beat.running);
    const by = ownership.of(workerId);
    await ledger.apply(lost.map((lease) => lose(lease, "two heartbeats in a row did not list it", by)));
    return cancel.length > 0 && ownership.inCompany() ? this.#ended(member, cancel) : cancel;
  }

  /** Of leases that the worker lists and this hub does not know of: another hub may have had the worker meanwhile. */
  async #ended(member: Member, listed: readonly string[]): Promise<readonly string[]> {
    const { registry, ownership } = this.#parts;
    return this.#turns.take(member.worker.workerId, async () => {
      const taken = await ownership.move(member.worker.workerId);
      if (taken === undefined || !registry.isCurrent(member)) return [];
      const leases = taken.leases.filter(({ job }) => listed.includes(job.leaseId));
      this.hold(member, leases);
      // One of them may have ended at this very moment.
      if (leases.length > 0) ownership.doubt();
      return listed.filter((leaseId) => !member.held.has(leaseId));
    });
  }

  async report(workerId: string, results: readonly AttemptResult[]): Promise<ResultAnswer> {
    this.#roster.polls.heard(workerId);
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

  /** The worker takes no new leases and keeps what it holds, or takes some again. False when it is unknown. */
  async drain(workerId: string, draining = true): Promise<boolean> {
    const member = this.#parts.registry.get(workerId);
    if (member === undefined) return false;
    member.draining = draining;
    await this.#turns.take(workerId, async () => {
      // What it is asked of is this registration, and not the next, which may be on disk by now.
      if (!this.#parts.registry.isCurrent(member)) return;
      const isOwn = await this.#parts.ownership.update({ ...member.worker, draining });
      if (!isOwn) this.forget(member);
      else if (draining) this.#parts.announce(workerId, "draining");
    });
    if (!draining) this.#parts.wake();
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
    const { registry, ledger, ownership, announce } = this.#parts;
    if (!registry.isCurrent(member)) return;
    // It is forgotten when the disk knows that it left: if the store fails it can leave again.
    member.draining = true;
    member.gone.abort(new Error("the worker left"));
    const by = ownership.of(workerId);
    await ledger.insist([...member.held.values()].map((lease) => release(lease, "the worker left", by)));
    const removed = await ownership.remove(workerId);
    this.#roster.drop(member, "the worker left");
    if (removed) announce(workerId, "left");
  }

  /** The verdict: all that the worker held goes back at once, in one transaction. */
  async fail(workerId: string, reason: string): Promise<void> {
    const member = this.#parts.registry.get(workerId);
    if (member === undefined) return;
    if (this.#parts.ownership.holds()) await this.#giveBack(member, reason);
    else this.#unsaid.set(workerId, reason);
  }

  /** This hub may judge again: what it had to keep to itself, and what is still so. */
  async sayUnsaid(): Promise<void> {
    for (const [workerId, reason] of this.#unsaid) {
      this.#unsaid.delete(workerId);
      const isDown = this.#parts.detector.getWorkerStatus(workerId)?.status === "unhealthy";
      if (isDown) await this.fail(workerId, reason);
    }
  }

  /** For the detector: asks a suspected worker directly. */
  async probe(workerId: string, signal: AbortSignal): Promise<boolean | undefined> {
    const delivery = this.#parts.registry.get(workerId)?.delivery;
    // One that polls cannot be asked.
    return delivery?.kind === "push" ? await delivery.link.probe(signal) : undefined;
  }

  /** Stops at the worker what it should no longer run. */
  cancel(workerId: string, leaseIds: readonly string[]): void {
    this.#roster.cancel(workerId, leaseIds);
  }

  /** A worker asks for leases. */
  polls(workerId: string): void {
    this.#roster.polls.heard(workerId);
  }

  /** The connection on which a worker waited for leases ended, and not by the hub's answer. */
  pollBroke(member: Member): void {
    this.#roster.pollBroke(member);
  }

  endPolls(): void {
    this.#roster.endPolls();
  }

  close(): Promise<void> {
    return this.#roster.close();
  }

  #welcomeBack(member: Member): void {
    member.gone = new AbortController();
    this.#parts.wake();
  }

  async #giveBack(member: Member, reason: string): Promise<readonly ChangeOutcome[]> {
    const { ledger, registry, ownership, wake } = this.#parts;
    member.gone.abort(new Error(reason));
    const by = ownership.of(member.worker.workerId);
    const changes = [...member.held.values()].map((lease) =>
      // What never reached the worker costs the job no attempt.
      neverSent(lease) ? release(lease, reason, by) : lose(lease, reason, by),
    );
    const outcomes = await ledger.insist(changes, () => registry.isCurrent(member));
    // They were counted until their end was on disk; what had ended before is told by nobody.
    for (const [index, { event }] of changes.entries())
      if ("leaseId" in event && outcomes[index]?.kind !== "not-owner") member.held.delete(event.leaseId);
    wake();
    return outcomes;
  }
}
