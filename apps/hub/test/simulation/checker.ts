import type { AttemptResult, JobState, Lease } from "@pigeon/protocol";
import type { Job, JobEvent, LeasedJob } from "../../src/jobs/job.ts";
import type { MemoryDisk } from "../../src/store/memory/disk.ts";
import type { Machine } from "../../src/store/port.ts";
import type { SubmitAnswer } from "./hub.ts";
import { POISON_LIMIT, TYPE_LIMITS } from "./hub-config.ts";
import type { PlannedJob } from "./plan.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What the checker counted of one job by itself, from the changes alone. */
interface Tally {
  /** Attempts that count since the last redrive. */
  used: number;
  lostInARow: number;
  leases: number;
}

export type Invariant =
  | "never-lost"
  | "one-result"
  | "slots"
  | "type-limit"
  | "attempts"
  | "terminal"
  | "one-job-per-key"
  | "no-false-accusation"
  | "quick-recovery"
  | "quick-take-over"
  | "one-owner"
  | "no-leak"
  | "bounded-stop";

/** Watches every change on disk, and what workers and clients are told, and knows what must hold. */
export class Checker {
  readonly #world: World;
  readonly #disk: MemoryDisk;
  readonly #slots: ReadonlyMap<string, number>;
  readonly #tallies = new Map<string, Tally>();
  readonly #leasedBy = new Map<string, Set<string>>();
  readonly #leasedOf = new Map<string, Set<string>>();
  readonly #leases = new Map<
    string,
    { readonly leaseId: string; readonly jobId: string; readonly workerId: string }
  >();
  readonly #acknowledged = new Map<string, PlannedJob>();
  readonly #jobByKey = new Map<string, string>();
  readonly #cancelled = new Set<string>();
  readonly #succeeded = new Map<string, string>();

  constructor(world: World, disk: MemoryDisk, slots: ReadonlyMap<string, number>) {
    this.#world = world;
    this.#disk = disk;
    this.#slots = slots;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  fail(invariant: Invariant, message: string): void {
    this.#world.fail(invariant, message);
  }

  /** The machine, watched: every change that it makes is about to be on disk. */
  watch(machine: Machine): Machine {
    return (job, event, now) => {
      const outcome = machine(job, event, now);
      this.#world.log(
        "disk",
        () =>
          `${job.id} ${job.state} ${describe(event)} -> ${outcome.kind === "changed" ? outcome.job.state : outcome.kind}`,
      );
      if (outcome.kind === "changed") this.#changed(job, event, outcome.job);
      return outcome;
    };
  }

  submitted(job: PlannedJob, answer: SubmitAnswer): void {
    this.#world.log("clients", () => `job ${job.n} ${job.key ?? "no key"}: ${JSON.stringify(answer)}`);
    if (answer === "conflict") return;
    const { id } = answer;
    this.#acknowledged.set(id, job);
    if (!this.#disk.jobs.has(id)) this.fail("never-lost", `${id} was acknowledged and is not on disk`);
    if (job.key === undefined) return;
    const known = this.#jobByKey.get(job.key);
    if (known !== undefined && known !== id)
      this.fail("one-job-per-key", `${job.key} gave ${known} and ${id}`);
    this.#jobByKey.set(job.key, id);
  }

  cancelled(jobId: string): void {
    this.#cancelled.add(jobId);
    const state = this.#disk.jobs.get(jobId)?.job.state;
    if (state !== "cancelled") this.fail("never-lost", `${jobId} was cancelled and is ${state ?? "gone"}`);
  }

  seen(jobId: string, state: JobState | undefined): void {
    if (state === undefined) this.fail("never-lost", `a client asked for ${jobId} and it was not found`);
  }

  workerGot(workerId: string, { leaseId, jobId }: Lease): void {
    this.#world.log(workerId, () => `runs ${leaseId} of ${jobId}`);
    const lease = this.#leases.get(leaseId);
    if (lease?.workerId !== workerId || lease.jobId !== jobId)
      this.fail(
        "one-result",
        `${workerId} was handed ${leaseId} of ${jobId}, which is not its lease on disk`,
      );
  }

  /** A worker was told that its reports were accepted: then they must be what the history says. */
  answered(workerId: string, results: readonly AttemptResult[], accepted: readonly string[]): void {
    this.#world.log(
      workerId,
      () => `reported ${results.map(({ leaseId }) => leaseId).join()}, accepted: ${accepted.join()}`,
    );
    for (const { leaseId, jobId, status } of results) {
      if (!accepted.includes(leaseId)) continue;
      const attempt = this.#disk.jobs.get(jobId)?.job.attempts.find((each) => each.leaseId === leaseId);
      const fits =
        status === "succeeded"
          ? attempt?.outcome === "succeeded"
          : attempt?.outcome === "failed" || attempt?.outcome === "timeout";
      if (!fits)
        this.fail(
          "one-result",
          `${status} of ${leaseId} was accepted, and its outcome is ${attempt?.outcome}`,
        );
    }
  }

  someLeases(random: Random): string[] {
    const leases = [...this.#leases.keys()];
    return leases.length === 0 ? [] : [random.pick(leases)];
  }

  someForeignLeases(workerId: string, random: Random): { leaseId: string; jobId: string }[] {
    const foreign = [...this.#leases.values()].filter((lease) => lease.workerId !== workerId);
    return foreign.length === 0 ? [] : [random.pick(foreign), foreign.at(-1) ?? random.pick(foreign)];
  }

  /** Workers that a hub has on disk. */
  workersOf(hub: string): readonly string[] {
    const { owners, replicas } = this.#disk;
    return [...owners].filter(([, id]) => replicas.get(id)?.name === hub).map(([workerId]) => workerId);
  }

  /** Leases that a worker holds on disk. */
  leasesOf(workerId: string): readonly string[] {
    return [...(this.#leasedBy.get(workerId) ?? [])];
  }

  /** Nothing acknowledged may be missing. */
  nothingLost(): void {
    for (const id of this.#acknowledged.keys())
      if (!this.#disk.jobs.has(id)) this.fail("never-lost", `${id} was acknowledged and is gone`);
  }

  get unfinished(): string[] {
    return [...this.#disk.everyJob].filter(({ job }) => !("finishedAt" in job)).map(({ job }) => job.id);
  }

  get allFinished(): boolean {
    const { leased, delayed, readyCount } = this.#disk;
    return leased.size + delayed.size + readyCount === 0;
  }

  /** What must hold once all is healed and every job has come to its end. */
  atEnd(): void {
    this.nothingLost();
    const keys = new Set<string>();
    for (const { job, payload, result, idempotencyKey } of this.#disk.everyJob) {
      this.#history(job);
      if (idempotencyKey !== undefined && keys.has(idempotencyKey))
        this.fail("one-job-per-key", `${idempotencyKey} has two jobs`);
      if (idempotencyKey !== undefined) keys.add(idempotencyKey);
      if (this.#cancelled.has(job.id) && job.state !== "cancelled")
        this.fail("never-lost", `${job.id} was cancelled and is ${job.state}`);
      if (job.state !== "succeeded") continue;
      const { n } = JSON.parse(payload) as { n: number };
      const expected = JSON.stringify({ n, leaseId: this.#succeeded.get(job.id) });
      if (result !== expected) this.fail("one-result", `${job.id} has the result ${result}, not ${expected}`);
    }
  }

  #changed(before: Job, event: JobEvent, after: Job): void {
    const tally = this.#tally(before.id);
    switch (event.type) {
      case "lease":
        return this.#leased(tally, before, event.leaseId, event.workerId, after);
      case "redrive":
        if (before.state !== "dead") this.fail("attempts", `${before.id} was redriven while ${before.state}`);
        tally.used = tally.lostInARow = 0;
        return;
      case "cancel":
        if (before.state === "leased") this.#free(before);
        else if (before.state !== "queued")
          this.fail("one-result", `${before.id} was cancelled while ${before.state}`);
        return;
      default:
        if (before.state !== "leased" || before.leaseId !== event.leaseId)
          return this.fail(
            "one-result",
            `${event.type} of ${event.leaseId} changed ${before.id}, which does not hold it`,
          );
        if ("workerId" in event && event.workerId !== before.workerId)
          this.fail("one-result", `${event.workerId} ended ${event.leaseId} of ${before.workerId}`);
        this.#free(before);
        this.#ended(tally, event, after);
    }
  }

  #leased(tally: Tally, before: Job, leaseId: string, workerId: string, after: Job): void {
    if (before.state !== "queued") this.fail("one-result", `${before.id} was leased while ${before.state}`);
    if (this.#leases.has(leaseId)) this.fail("one-result", `${leaseId} was given twice`);
    if (tally.used >= before.maxAttempts)
      this.fail("attempts", `${before.id} is tried once more after ${tally.used} of ${before.maxAttempts}`);
    this.#leases.set(leaseId, { leaseId, jobId: before.id, workerId });
    tally.leases += 1;
    if (after.attempts.at(-1)?.number !== tally.leases)
      this.fail(
        "attempts",
        `${before.id}: lease ${tally.leases} is numbered ${after.attempts.at(-1)?.number}`,
      );
    const held = added(this.#leasedBy, workerId, leaseId);
    const slots = this.#slots.get(workerId) ?? 0;
    if (held > slots) this.fail("slots", `${workerId} holds ${held} leases with ${slots} slots`);
    const running = added(this.#leasedOf, before.type, leaseId);
    if (running > (TYPE_LIMITS.get(before.type) ?? Infinity))
      this.fail("type-limit", `${running} jobs of the type ${before.type} run at once`);
  }

  #free({ leaseId, workerId, type }: LeasedJob): void {
    this.#leasedBy.get(workerId)?.delete(leaseId);
    this.#leasedOf.get(type)?.delete(leaseId);
  }

  #ended(tally: Tally, event: JobEvent, after: Job): void {
    if (event.type !== "release") tally.used += 1;
    tally.lostInARow =
      event.type === "lose" ? tally.lostInARow + 1 : event.type === "release" ? tally.lostInARow : 0;
    if (after.state === "succeeded") {
      if (this.#succeeded.has(after.id)) this.fail("one-result", `${after.id} has two results`);
      this.#succeeded.set(after.id, after.attempts.at(-1)?.leaseId ?? "");
    }
    if (after.state !== "dead") return;
    const hopeless = event.type === "fail" && event.error.retryable === false;
    if (!hopeless && tally.used < after.maxAttempts && tally.lostInARow < POISON_LIMIT)
      this.fail("attempts", `${after.id} is dead after ${tally.used} of ${after.maxAttempts} attempts`);
  }

  /** Every attempt with its worker, its times, its outcome and its error. */
  #history(job: Job): void {
    let number = 0;
    for (const attempt of job.attempts) {
      const { leaseId, workerId, endedAt, outcome, error } = attempt;
      if (attempt.number <= number)
        this.fail("attempts", `${job.id} has attempt ${attempt.number} after ${number}`);
      number = attempt.number;
      if (this.#leases.get(leaseId)?.workerId !== workerId)
        this.fail("attempts", `${job.id} has an attempt of ${leaseId} by ${workerId}, which never was`);
      if (endedAt === undefined || outcome === undefined)
        this.fail("attempts", `${job.id} is ${job.state}, and attempt ${number} has no end`);
      if (outcome !== "succeeded" && outcome !== "cancelled" && error === undefined)
        this.fail("attempts", `${job.id}: attempt ${number} is ${outcome} without an error`);
    }
    const { leases = 0 } = this.#tallies.get(job.id) ?? {};
    // Only released attempts may be left out, and only of long histories.
    if (job.attempts.length !== leases && leases <= 20)
      this.fail("attempts", `${job.id} was leased ${leases} times and shows ${job.attempts.length} attempts`);
  }

  #tally(jobId: string): Tally {
    let tally = this.#tallies.get(jobId);
    if (tally === undefined) this.#tallies.set(jobId, (tally = { used: 0, lostInARow: 0, leases: 0 }));
    return tally;
  }
}

/** How many there are then. */
function added(sets: Map<string, Set<string>>, key: string, value: string): number {
  let set = sets.get(key);
  if (set === undefined) sets.set(key, (set = new Set()));
  return set.add(value).size;
}

function describe(event: JobEvent): string {
  const lease = "leaseId" in event ? ` ${event.leaseId}` : "";
  const worker = "workerId" in event ? ` by ${event.workerId}` : "";
  const reason = "reason" in event ? ` (${event.reason})` : "";
  return event.type + lease + worker + reason;
}
