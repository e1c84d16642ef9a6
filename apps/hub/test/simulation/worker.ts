import type { AttemptResult, Heartbeat, Lease, LeasePushAnswer } from "@pigeon/protocol";
import type { Checker } from "./checker.ts";
import { Host } from "./host.ts";
import type { SimulatedHub } from "./hub.ts";
import { HEARTBEAT_MS } from "./hub-config.ts";
import { wrongToken, type Reachable } from "./links.ts";
import type { Network } from "./network.ts";
import type { Attempt, Lie, PlannedWorker } from "./plan.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

export interface WorkerParts {
  readonly world: World;
  readonly network: Network;
  /** All serve the same jobs. */
  readonly hubs: readonly SimulatedHub[];
  readonly random: Random;
  readonly checker: Checker;
}

const CALL_TIMEOUT_MS = 2_000;
const RETRY_MS = 300;
const PULL_WAIT_MS = 3_000;

export interface Payload {
  readonly n: number;
  readonly runMs: number;
  readonly attempts: readonly Attempt[];
}

/** A worker that speaks the contract: what it must do, and what bad ones do. */
export class SimulatedWorker implements Reachable {
  readonly plan: PlannedWorker;
  readonly host: Host;
  slowness = 1;
  lie: Lie | undefined;
  repeats = false;
  away = false;
  readonly #parts: WorkerParts;
  #token: string | undefined;
  #draining = false;
  #running = new Map<string, Lease>();
  /** Reports that the hub did not answer yet. */
  #outbox = new Map<string, AttemptResult>();
  #seen = new Set<string>();
  /** Which hub it speaks to, until that cannot be reached. */
  #at = 0;

  constructor(plan: PlannedWorker, parts: WorkerParts) {
    this.plan = plan;
    this.#parts = parts;
    this.host = new Host(parts.world, plan.id);
    if (parts.hubs.length > 1) this.#at = parts.random.int(0, parts.hubs.length - 1);
  }

  get #hub(): SimulatedHub {
    return this.#parts.hubs[this.#at] as SimulatedHub;
  }

  get registered(): boolean {
    return this.#token !== undefined;
  }

  start(): void {
    this.host.boot();
    this.#token = undefined;
    this.#draining = false;
    this.#running = new Map();
    this.#outbox = new Map();
    this.#seen = new Set();
    this.#register();
    this.#beat();
    this.#report();
    if (this.plan.mode === "pull") this.#pull();
  }

  /** Leaves as a worker does that is shut down in order, or drains and comes back anew. */
  leave(how: "leave" | "drain"): void {
    this.#draining = true;
    const { id } = this.plan;
    const token = this.#token ?? "";
    if (how === "leave") {
      this.away = true;
      this.#token = undefined;
    }
    this.#call(
      (hub) => hub.bye(how === "leave" ? "remove" : "drain", id, token),
      () => {},
    );
  }

  comeBack(): void {
    // A process that is down registers when it starts; a frozen one may leave only now that it thaws.
    this.away = false;
    this.host.deliver(() => {
      this.away = false;
      this.#draining = false;
      this.#token = undefined;
      this.#register();
    });
  }

  well(): boolean {
    return this.lie !== "sick";
  }

  async push(leases: readonly Lease[], token: string): Promise<LeasePushAnswer> {
    if (token !== this.#token) throw wrongToken();
    const answer: LeasePushAnswer = { accepted: [], refused: [] };
    for (const lease of leases) {
      const { leaseId } = lease;
      if (this.#seen.has(leaseId)) answer.accepted.push(leaseId);
      else if (this.#draining) answer.refused.push({ leaseId, reason: "draining" });
      else if (this.#running.size >= this.plan.slots)
        answer.refused.push({ leaseId, reason: "no free slot" });
      else {
        answer.accepted.push(leaseId);
        this.#run(lease);
      }
    }
    return answer;
  }

  cancel(leaseIds: readonly string[], token: string): void {
    if (token === this.#token) this.#drop(leaseIds);
  }

  #register(): void {
    if (this.away) return;
    const { random } = this.#parts;
    const { id, mode, slots, types } = this.plan;
    const request = {
      workerId: id,
      types: [...types],
      slots,
      ...(mode === "push" ? { endpoint: id } : {}),
    };
    const answeredAfterMs = random.int(0, 20);
    this.#call(
      (hub) => hub.register(request, answeredAfterMs),
      (token) => {
        this.#token = token;
        this.#draining = false;
      },
      () => void this.host.after(RETRY_MS, () => this.#register()),
    );
  }

  #run(lease: Lease): void {
    const { leaseId, jobId, attempt, timeoutMs } = lease;
    this.#parts.checker.workerGot(this.plan.id, lease);
    this.#seen.add(leaseId);
    this.#running.set(leaseId, lease);
    if (this.lie === "swallowed-leases") return;
    const { n, runMs, attempts } = lease.payload as Payload;
    const does = attempts[Math.min(attempt, attempts.length) - 1];
    const takesMs = does === "hang" ? Infinity : runMs * this.slowness;
    const ends = (durationMs: number, how: Partial<AttemptResult>) =>
      this.host.after(durationMs, () => {
        if (!this.#running.delete(leaseId)) return;
        this.#outbox.set(leaseId, { leaseId, jobId, status: "failed", durationMs, ...how });
        this.#send([leaseId]);
      });
    const error = { name: "Error", message: "as planned" };
    if (takesMs > timeoutMs) ends(timeoutMs, { error: { name: "TimeoutError", message: "time is up" } });
    else if (does === "succeed") ends(takesMs, { status: "succeeded", result: { n, leaseId } });
    else if (does === "fail-for-good") ends(takesMs, { error: { ...error, retryable: false } });
    else ends(takesMs, { error, ...(does === "fail-later" ? { retryAfterMs: 700 } : {}) });
  }

  /** Stops leases that are no longer this worker's. */
  #drop(leaseIds: readonly string[]): void {
    for (const leaseId of leaseIds) {
      this.#running.delete(leaseId);
      this.#outbox.delete(leaseId);
    }
  }

  #beat(): void {
    this.host.after(HEARTBEAT_MS, () => this.#beat());
    if (this.#token === undefined || this.away) return;
    const { random, checker } = this.#parts;
    let running = [...this.#running.keys(), ...this.#outbox.keys()];
    if (this.lie === "omitted-leases") running = running.filter(() => random.chance(0.3));
    if (this.lie === "unknown-leases") running.push("lease-of-nobody", ...checker.someLeases(random));
    const status = this.lie === "sick" ? ("error" as const) : ("ok" as const);
    const token = this.#token;
    const beat = { running, status };
    this.#call(
      (hub) => hub.heartbeat(this.plan.id, beat, token),
      (answer) => {
        if (answer !== undefined) {
          this.#drop(answer.cancel);
          if (answer.move) void this.#move(beat, token);
        } else if (this.#token === token) {
          this.#token = undefined;
          this.#register();
        }
      },
    );
    if (this.lie === "foreign-results") this.#slander();
  }

  /** As it is bidden: to the first of the other hubs that has room. */
  async #move(beat: Heartbeat, token: string): Promise<void> {
    const { hubs, network } = this.#parts;
    const from = this.#at;
    for (let step = 1; step < hubs.length && this.#token === token && this.#at === from; step += 1) {
      const index = (from + step) % hubs.length;
      const { host } = hubs[index] as SimulatedHub;
      const ask = () => hubs[index]?.heartbeat(this.plan.id, { ...beat, moving: true }, token);
      const answer = await network.call(this.host, host, CALL_TIMEOUT_MS, async () => ask()).catch(() => {});
      if (answer === undefined || this.#token !== token) continue;
      this.#parts.world.log(this.plan.id, () => `moves to ${host.name}, as it is bidden`);
      this.#at = index;
      this.#drop(answer.cancel);
    }
  }

  /** Reports what was never its to report: for leases of others, and for jobs that are none. */
  #slander(): void {
    const { random, checker } = this.#parts;
    const results = checker
      .someForeignLeases(this.plan.id, random)
      .map(({ leaseId, jobId }): AttemptResult => ({
        leaseId: random.chance(0.2) ? "lease-of-nobody" : leaseId,
        jobId: random.chance(0.2) ? "job-of-nobody" : jobId,
        durationMs: 1,
        ...(random.chance(0.5)
          ? { status: "succeeded", result: "a lie" }
          : { status: "failed", error: { name: "Lie", message: "a lie" } }),
      }));
    if (results.length === 0) return;
    this.#call(
      (hub) => hub.results(this.plan.id, results),
      ({ accepted }) => {
        if (accepted.length > 0)
          checker.fail("one-result", `${this.plan.id} was believed about ${accepted.join()}, not its leases`);
      },
    );
  }

  /** What was not answered is sent again. */
  #report(): void {
    this.host.after(RETRY_MS * 3, () => this.#report());
    this.#send([...this.#outbox.keys()]);
  }

  #send(leaseIds: readonly string[]): void {
    const results = leaseIds.flatMap((leaseId) => this.#outbox.get(leaseId) ?? []);
    if (results.length === 0) return;
    const { checker } = this.#parts;
    const { id } = this.plan;
    for (let time = this.repeats ? 3 : 1; time > 0; time--)
      this.#call(
        (hub) => hub.results(id, results),
        ({ accepted, rejected }) => {
          checker.answered(id, results, accepted);
          for (const leaseId of accepted) this.#outbox.delete(leaseId);
          for (const { leaseId } of rejected) this.#outbox.delete(leaseId);
        },
      );
  }

  #pull(): void {
    const max = this.plan.slots - this.#running.size;
    const again = (afterMs: number) => void this.host.after(afterMs, () => this.#pull());
    const token = this.#token;
    if (token === undefined || this.#draining || max <= 0) return again(100);
    this.#call(
      (hub) => hub.pull(this.plan.id, max, PULL_WAIT_MS, token),
      (leases) => {
        for (const lease of leases ?? []) if (!this.#seen.has(lease.leaseId)) this.#run(lease);
        again(leases === undefined ? RETRY_MS : 1);
      },
      () => again(RETRY_MS),
      PULL_WAIT_MS + CALL_TIMEOUT_MS,
    );
  }

  #call<T>(
    serve: (hub: SimulatedHub) => Promise<T>,
    then: (answer: T) => void,
    failed: () => void = () => {},
    timeoutMs: number = CALL_TIMEOUT_MS,
  ): void {
    const { hubs, network } = this.#parts;
    const at = this.#at;
    const hub = this.#hub;
    network
      .call(this.host, hub.host, timeoutMs, () => serve(hub))
      .then(then, () => {
        // What cannot be reached, or does not serve: perhaps the next one does.
        if (at === this.#at) this.#at = (at + 1) % hubs.length;
        failed();
      });
  }
}
