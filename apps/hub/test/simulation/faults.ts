import type { Checker } from "./checker.ts";
import type { Clients } from "./clients.ts";
import type { SimulatedHub } from "./hub.ts";
import type { Links } from "./links.ts";
import type { Condition, Network } from "./network.ts";
import type { Fault } from "./plan.ts";
import type { StoreNetwork } from "./store-network.ts";
import type { SimulatedWorker } from "./worker.ts";
import type { World } from "./world.ts";

export interface Stage {
  readonly world: World;
  readonly network: Network;
  readonly hubs: readonly SimulatedHub[];
  /** Between hubs and the disk that they share. */
  readonly database: StoreNetwork | undefined;
  readonly workers: ReadonlyMap<string, SimulatedWorker>;
  readonly links: Links;
  readonly clients: Clients;
  readonly checker: Checker;
}

/** A graceful stop that takes longer than this is one that hangs. */
const LONGEST_STOP_MS = 60_000;
/**
 * A worker that is dead or frozen this long holds no lease any more, if the hub was well all the time and did
 * not hold its verdicts back: two and a half heartbeat intervals, and as long again for the doubt of few.
 */
const LONGEST_RECOVERY_MS = 5_000;
/** The goal for a hub that is gone: its lease, the look of another one, and their commits. */
const LONGEST_TAKE_OVER_MS = 3_000;
/** The detector's settle time, one probe and a tick. */
const LONGEST_HOLD_MS = 11_000;

/** Makes things go wrong when their time comes, and heals what lasts. */
export class Faults {
  readonly #stage: Stage;
  /** Counts all faults. */
  #troubles = 0;
  /** When each worker was last out of reach or out of order by a fault, as far as is known now. */
  readonly #troubledUntil = new Map<string, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  plan(faults: readonly Fault[]): void {
    for (const fault of faults) {
      this.#stage.world.after(fault.at, () => {
        this.#stage.world.log("fault", () => JSON.stringify(fault));
        this.#begin(fault);
      });
    }
  }

  /** How long a worker has been well and within reach, whatever else went on. */
  wellForMs(workerId: string): number {
    const until = Math.max(this.#troubledUntil.get(workerId) ?? 0, this.#troubledUntil.get("all") ?? 0);
    return this.#stage.world.now - until;
  }

  healAll(): void {
    const { world, network, hubs, workers, database } = this.#stage;
    world.log("fault", () => "everything is healed");
    network.conditions.clear();
    database?.heal();
    for (const hub of hubs) {
      hub.storeFails = false;
      hub.commitMs = 2;
      hub.host.thaw();
      void hub.start();
    }
    for (const worker of workers.values()) {
      worker.lie = undefined;
      worker.slowness = 1;
      worker.repeats = false;
      this.#revive(worker);
      worker.host.thaw();
      if (worker.away) worker.comeBack();
    }
  }

  #begin(fault: Fault): void {
    const { world, clients, database } = this.#stage;
    const hub = this.#hubOf(fault);
    const later = (run: () => void) => void world.after("ms" in fault ? fault.ms : 0, run);
    if ("worker" in fault) {
      this.#ofWorker(fault, later);
      return;
    }
    switch (fault.kind) {
      case "partition":
        this.#trouble(fault.host, fault.ms);
        this.#impose({ kind: "cut", host: fault.host, direction: fault.direction }, later);
        break;
      case "loss":
        this.#trouble("all", fault.ms);
        this.#impose({ kind: "loss", probability: fault.probability }, later);
        break;
      case "duplication":
        this.#impose({ kind: "duplication", probability: fault.probability }, later);
        break;
      case "delay": {
        const { host, maxMs } = fault;
        this.#trouble(host ?? "all", fault.ms + maxMs);
        this.#impose({ kind: "delay", maxMs, ...(host === undefined ? {} : { host }) }, later);
        break;
      }
      case "hub-crash":
        this.#expectTakeOver(hub);
        this.#trouble("hub", fault.ms);
        hub.crash();
        for (const workerId of this.#stage.workers.keys()) this.#stage.links.disconnect(workerId, hub.host);
        later(() => void hub.start());
        break;
      case "hub-restart":
        // A frozen process gets its signal when it thaws.
        hub.host.deliver(() => this.#restart(hub, fault.ms));
        break;
      case "hub-freeze":
        this.#expectTakeOver(hub);
        this.#trouble("hub", fault.ms);
        hub.host.freeze();
        later(() => hub.host.thaw());
        break;
      case "clock-jump":
        hub.clockShiftMs += fault.ms;
        break;
      case "store-failure":
        this.#trouble("hub", fault.ms);
        hub.storeFails = true;
        later(() => (hub.storeFails = false));
        break;
      case "slow-disk":
        this.#trouble("hub", fault.ms + fault.commitMs);
        hub.commitMs = fault.commitMs;
        later(() => (hub.commitMs = 2));
        break;
      case "database-loss":
        this.#trouble("hub", fault.ms);
        database?.lose(fault.hub, true);
        later(() => database?.lose(fault.hub, false));
        break;
      case "database-doubt":
        this.#trouble("hub", fault.ms);
        if (database !== undefined) database.doubt = fault.probability;
        later(() => {
          if (database !== undefined) database.doubt = 0;
        });
        break;
      case "redrive":
        clients.redrive();
        break;
    }
  }

  #hubOf(fault: Fault): SimulatedHub {
    const { hubs } = this.#stage;
    const name = "hub" in fault ? fault.hub : undefined;
    return hubs.find(({ host }) => host.name === name) ?? (hubs[0] as SimulatedHub);
  }

  /** A hub that is gone for long has no workers any more, if another one was well all the time. */
  #expectTakeOver({ host }: SimulatedHub): void {
    const { world, hubs, checker, database } = this.#stage;
    const until = Math.max(this.#troubledUntil.get("all") ?? 0, this.#troubledUntil.get("hub") ?? 0);
    // Before that, those who are to take over must have had their own place for a while.
    if (database === undefined || until > world.now - LONGEST_TAKE_OVER_MS || !host.up || host.frozen) return;
    const changes = host.changes + 1;
    const others = hubs.filter((hub) => hub.host !== host && hub.host.up && !hub.host.frozen);
    const before = others.map((hub) => ({ hub, changes: hub.host.changes }));
    const troubles = this.#troubles + 1;
    world.after(LONGEST_TAKE_OVER_MS, () => {
      if (host.changes !== changes || this.#troubles !== troubles) return;
      const well = before.filter(({ hub, changes }) => hub.host.changes === changes && hub.ready(3_000));
      const left = checker.workersOf(host.name);
      if (well.length > 0 && left.length > 0)
        checker.fail("quick-take-over", `${host.name} is gone for long and has ${left.join()}`);
    });
  }

  #ofWorker(fault: Extract<Fault, { worker: string }>, later: (run: () => void) => void): void {
    const { workers, links } = this.#stage;
    const worker = workers.get(fault.worker);
    if (worker === undefined) return;
    switch (fault.kind) {
      case "worker-crash":
        this.#trouble(fault.worker, fault.ms);
        worker.host.crash();
        links.disconnect(fault.worker);
        this.#expectRecovery(worker);
        // A process that starts again under its old id at once: the hub has not noticed that it was gone.
        if (fault.ms === 0) worker.start();
        else later(() => this.#revive(worker));
        break;
      case "worker-freeze":
        this.#trouble(fault.worker, fault.ms);
        worker.host.freeze();
        this.#expectRecovery(worker);
        later(() => worker.host.thaw());
        break;
      case "worker-slow":
        worker.slowness = fault.factor;
        later(() => (worker.slowness = 1));
        break;
      case "worker-lie":
        if (fault.lie === "sick") this.#trouble(fault.worker, fault.ms);
        worker.lie = fault.lie;
        later(() => (worker.lie = undefined));
        break;
      case "worker-repeat":
        worker.repeats = true;
        later(() => (worker.repeats = false));
        break;
      case "worker-leave":
      case "worker-drain":
        this.#trouble(fault.worker, fault.ms);
        worker.host.deliver(() => worker.leave(fault.kind === "worker-leave" ? "leave" : "drain"));
        later(() => worker.comeBack());
        break;
      case "worker-reset":
        links.disconnect(fault.worker);
        break;
    }
  }

  /** Told by the hub: much of the fleet is suspect at once, so verdicts wait; or no longer. */
  holding = false;

  #expectRecovery({ host }: SimulatedWorker): void {
    const { world, checker } = this.#stage;
    const { changes } = host;
    const check = (): void => {
      if (this.holding) return void world.after(LONGEST_HOLD_MS, check);
      const sick = host.changes === changes;
      const until = Math.max(this.#troubledUntil.get("all") ?? 0, this.#troubledUntil.get("hub") ?? 0);
      if (!sick || until > world.now - LONGEST_RECOVERY_MS) return;
      const leases = checker.leasesOf(host.name);
      if (leases.length > 0)
        checker.fail("quick-recovery", `${host.name} is out of order for long and holds ${leases.join()}`);
    };
    world.after(LONGEST_RECOVERY_MS, check);
  }

  #restart(hub: SimulatedHub, ms: number): void {
    const { world } = this.#stage;
    const { epoch, up } = hub.host;
    if (!up) return;
    this.#trouble("hub", ms + LONGEST_STOP_MS);
    void hub.stop().then(() => {
      world.after(ms, () => void hub.start());
    });
    world.after(LONGEST_STOP_MS, () => {
      if (hub.stopping && hub.host.epoch === epoch) world.fail("bounded-stop", "the hub does not stop");
    });
  }

  #impose(condition: Condition, later: (run: () => void) => void): void {
    const { conditions } = this.#stage.network;
    conditions.add(condition);
    later(() => conditions.delete(condition));
  }

  #revive(worker: SimulatedWorker): void {
    if (!worker.host.up) worker.start();
  }

  #trouble(who: string, ms: number): void {
    this.#troubles += 1;
    const until = this.#stage.world.now + ms;
    this.#troubledUntil.set(who, Math.max(until, this.#troubledUntil.get(who) ?? 0));
  }
}
