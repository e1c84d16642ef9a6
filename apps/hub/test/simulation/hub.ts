import type {
  AttemptResult,
  Heartbeat,
  JobState,
  Lease,
  ResultAnswer,
  WorkerRegistration,
} from "@pigeon/protocol";
import { createCore, type Core } from "../../src/core.ts";
import { transition } from "../../src/jobs/transition.ts";
import type { Clock, Ids } from "../../src/ports.ts";
import { MemoryDisk } from "../../src/store/memory/disk.ts";
import { openMemoryStore, type MemoryStore } from "../../src/store/memory/store.ts";
import type { Machine, NewJob, Store } from "../../src/store/port.ts";
import type { Member } from "../../src/workers/registry.ts";
import { failing } from "./failing-store.ts";
import { Host } from "./host.ts";
import { EPOCH, POISON_LIMIT, simulatedConfig, toldErrors } from "./hub-config.ts";
import { received, type Links } from "./links.ts";
import type { Random } from "./random.ts";
import type { SharedHub, StoreNetwork } from "./store-network.ts";
import type { World } from "./world.ts";

/** Wraps what the hub acts on: to watch it, or to plant a fault. */
export interface Wraps {
  machine?(machine: Machine): Machine;
  store?(store: Store): Store;
  clock?(clock: Clock): Clock;
  /** Runs when the core was made and before it begins. */
  core?(core: Core): void;
}

/** What the hub answers when it can not serve. */
export class HubRefusal extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the hub answered ${status}`);
    this.status = status;
  }
}

export type SubmitAnswer = { readonly id: string; readonly created: boolean } | "conflict";

/** A hub on virtual time: the real core, over a disk that outlives it, with what its routes do in short. */
export class SimulatedHub {
  readonly host: Host;
  readonly disk: MemoryDisk;
  core: Core | undefined;
  /** How far the time of day was set away from the time that passed. */
  clockShiftMs = 0;
  commitMs = 2;
  storeFails = false;
  stopping = false;
  starts = 0;
  #store: MemoryStore | undefined;
  #listening = false;
  #startedAt = 0;
  #serial = 0;
  readonly #world: World;
  readonly #random: Random;
  readonly #links: Links;
  readonly #wraps: readonly Wraps[];
  readonly #network: StoreNetwork | undefined;

  /** With a network to the disk it is one of several hubs that share it. */
  constructor(
    world: World,
    random: Random,
    links: Links,
    wraps: readonly Wraps[],
    { name = "hub", disk = new MemoryDisk(), network }: SharedHub = {},
  ) {
    this.host = new Host(world, name);
    this.disk = disk;
    this.#network = network;
    this.#world = world;
    this.#random = random;
    this.#links = links;
    this.#wraps = wraps;
  }

  get clock(): Clock {
    return {
      now: () => EPOCH + this.#world.now + this.clockShiftMs,
      monotonic: () => this.#world.now,
      after: (delayMs, callback) => this.host.after(delayMs, callback),
    };
  }

  async start(): Promise<void> {
    if (this.host.up) return;
    this.host.boot();
    this.starts += 1;
    this.stopping = false;
    const { epoch } = this.host;
    const random = () => this.#random.next();
    const config = simulatedConfig();
    const { baseDelayMs, maxDelayMs, backoffStrategy: strategy } = config.retry;
    const policy = {
      backoff: { baseDelayMs, maxDelayMs, strategy, jitter: "full" as const },
      poisonLimit: POISON_LIMIT,
      random,
    };
    let machine: Machine = (job, event, now) => transition(job, event, now, policy);
    for (const wrap of this.#wraps) machine = wrap.machine?.(machine) ?? machine;
    const defer = (flush: () => void) => void this.host.after(this.commitMs, flush);
    const network = this.#network;
    const shared = network && { now: () => this.#world.now };
    this.#store = openMemoryStore({ machine, disk: this.disk, defer, ...(shared && { shared }) });
    let store = failing(network?.between(this.host, this.#store) ?? this.#store, () => this.storeFails);
    let { clock } = this;
    for (const wrap of this.#wraps) {
      store = wrap.store?.(store) ?? store;
      clock = wrap.clock?.(clock) ?? clock;
    }
    const core = createCore({
      config,
      store,
      openLink: (target) => this.#links.open(this.host, target),
      clock,
      ids: this.#ids,
      random,
      errors: toldErrors(this.#world, this.host.name),
      retentionMs: 86_400_000,
      name: this.host.name,
      callTimeouts: false,
    });
    this.core = core;
    for (const wrap of this.#wraps) wrap.core?.(core);
    try {
      await core.restore();
      if (this.host.epoch !== epoch) return;
      this.#listening = true;
      this.#startedAt = this.#world.now;
      await core.start();
    } catch (error) {
      // As a service manager does: what could not start is started again.
      this.#world.log(this.host.name, () => `could not start: ${String(error)}`);
      this.crash();
      this.#world.after(500, () => void this.start());
    }
  }

  crash(): void {
    if (!this.host.up) return;
    this.#store?.crash();
    this.#listening = false;
    this.core = undefined;
    this.host.crash();
  }

  /** As on a signal: takes nothing new, ends what is under way. Resolves when the process is gone. */
  async stop(): Promise<void> {
    const { core, host } = this;
    if (core === undefined || !this.#listening || this.stopping) return;
    this.stopping = true;
    const { epoch } = host;
    await core.stopWork();
    await core.close();
    if (host.epoch === epoch) this.crash();
  }

  /** Whether it has served for so long that it may judge others. */
  ready(ms: number): boolean {
    return this.#listening && !this.stopping && this.#world.now - this.#startedAt > ms;
  }

  /** What a route does, as a server in `Network.call`. */
  async serve<T>(route: (core: Core) => Promise<T>): Promise<T> {
    if (this.core === undefined || !this.#listening) throw new HubRefusal(503);
    return route(this.core);
  }

  submit(job: Omit<NewJob["job"], "id" | "createdAt" | "runAt">, rest: Omit<NewJob, "job">, delayMs: number) {
    return this.serve<SubmitAnswer>(async (core) => {
      if (this.stopping) throw new HubRefusal(503);
      const now = this.clock.now();
      const entry = { ...rest, job: { ...job, id: this.#ids.job(), createdAt: now, runAt: now + delayMs } };
      const outcome = await core.ledger.submit([entry]);
      if (outcome.kind === "key-conflict") return "conflict";
      const [stored] = outcome.jobs;
      if (stored === undefined) throw new Error("the store answered without the job");
      return { id: stored.record.job.id, created: stored.created };
    });
  }

  read(jobId: string, waitMs: number) {
    return this.serve<JobState | undefined>(async (core) => {
      const ended = new AbortController();
      const finished = core.waiters.wait(jobId, waitMs, ended.signal);
      try {
        const record = await core.store.get(jobId);
        if (record === undefined || "finishedAt" in record.job || this.stopping) return record?.job.state;
        await finished;
        return (await core.store.get(jobId))?.job.state;
      } finally {
        ended.abort();
      }
    });
  }

  cancel(jobId: string) {
    return this.serve(async (core) => {
      const [outcome] = await core.ledger.apply([{ jobId, event: { type: "cancel" } }]);
      return outcome?.kind;
    });
  }

  redrive() {
    return this.serve(async (core) => {
      const ids = await core.store.deadIds({ limit: 100 });
      await core.ledger.apply(ids.map((jobId) => ({ jobId, event: { type: "redrive" } })));
    });
  }

  register(request: WorkerRegistration, answeredAfterMs: number) {
    return this.serve(async (core) => {
      if (this.stopping) throw new HubRefusal(503);
      const { worker, answered } = await core.supervisor.register(request);
      this.host.after(answeredAfterMs, answered);
      return worker.token;
    });
  }

  heartbeat(workerId: string, beat: Heartbeat, token: string) {
    return this.serve(async (core) => {
      const rebalance = core.replica?.rebalance;
      const comes = beat.moving === true && core.registry.get(workerId) === undefined;
      const arrived = comes ? rebalance?.welcome() : () => {};
      if (arrived === undefined) throw new HubRefusal(409);
      await this.#memberHere(core, workerId, token).finally(arrived);
      const cancel = await core.supervisor.heartbeat(workerId, beat);
      return cancel && { cancel, move: rebalance?.bidsGo(workerId) === true };
    });
  }

  results(workerId: string, results: readonly AttemptResult[]): Promise<ResultAnswer> {
    return this.serve((core) => core.supervisor.report(workerId, results));
  }

  /** The token as the gate asks it: else a goodbye that comes late would be taken for that of the next registration. */
  bye(how: "drain" | "remove", workerId: string, token: string) {
    return this.serve(async (core) => {
      if ((await this.#memberHere(core, workerId, token))?.worker.token !== token) throw new HubRefusal(401);
      return core.supervisor[how](workerId);
    });
  }

  /** As the routes do: a worker of another hub becomes this one's when it comes here. */
  async #memberHere(core: Core, workerId: string, token: string): Promise<Member | undefined> {
    const member = core.registry.get(workerId);
    if (member !== undefined) return member;
    const known = await core.ownership.find(workerId);
    return known?.token === token ? await core.supervisor.moveIn(workerId) : undefined;
  }

  /** Leases for a worker that asks, or undefined when it must register. */
  pull(workerId: string, max: number, waitMs: number, token: string) {
    return this.serve<readonly Lease[] | undefined>(async (core) => {
      const delivery = (await this.#memberHere(core, workerId, token))?.delivery;
      if (delivery?.kind !== "pull") return undefined;
      core.ownership.requirePlace();
      core.supervisor.polls(workerId);
      if (this.stopping) return [];
      return new Promise((resolve) => {
        const leave = delivery.line.wait(max, (leases) => {
          stopTimer();
          resolve(received(leases));
        });
        const stopTimer = this.host.after(waitMs, () => {
          leave();
          resolve([]);
        });
        core.dispatcher.wake();
      });
    });
  }

  readonly #ids: Ids = {
    job: () => `job-${this.#next()}`,
    lease: () => `lease-${this.#next()}`,
    worker: () => `worker-${this.#next()}`,
    token: () => this.#next().padStart(8, "0"),
  };

  /** Names that no other hub gives. */
  #next(): string {
    const number = String((this.#serial += 1));
    return this.host.name === "hub" ? number : `${this.host.name}-${number}`;
  }
}
