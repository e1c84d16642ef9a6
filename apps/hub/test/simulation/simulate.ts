import { MemoryDisk } from "../../src/store/memory/disk.ts";
import { Checker } from "./checker.ts";
import { Clients } from "./clients.ts";
import { Faults } from "./faults.ts";
import { SimulatedHub, type Wraps } from "./hub.ts";
import { Links } from "./links.ts";
import { Network } from "./network.ts";
import type { Plan } from "./plan.ts";
import { Random } from "./random.ts";
import { forbidRealTimers } from "./real-time.ts";
import { StoreNetwork } from "./store-network.ts";
import { SimulatedWorker } from "./worker.ts";
import { World, type Violation } from "./world.ts";

export interface RunOptions {
  /** Made anew for each run. */
  readonly plant?: ((random: Random) => Wraps) | undefined;
  /** Keeps the history. */
  readonly logging?: boolean;
}

export interface Run {
  readonly violation: Violation | undefined;
  readonly virtualMs: number;
  readonly events: number;
  /** Jobs that a client was told are stored. */
  readonly acknowledged: number;
  readonly history: readonly string[];
  /** How many workers each of several hubs has in the end. */
  readonly workersOf: ReadonlyMap<string, number>;
}

/** After the last fault, every job must have come to its end within this time. */
const PATIENCE_MS = 600_000;
/** Then what was only on its way arrives, and no lease may be left anywhere. */
const AFTERMATH_MS = 8_000;
/** A hub knows of a worker that left it by then. */
const MOVED_MS = 3_000;
/** A worker that was well for this long is accused wrongly. */
const WELL_MS = 6_000;

/** Plays a plan to its end, or to the first broken invariant. The same plan always goes the same way. */
export async function simulate(plan: Plan, { plant, logging = false }: RunOptions = {}): Promise<Run> {
  const world = new World(logging);
  const restoreTimers = forbidRealTimers((name) => world.fail("no-real-time", `${name} was called`));
  try {
    const network = new Network(world, new Random(plan.seed, "network"));
    const workers = new Map<string, SimulatedWorker>();
    const links = new Links(network, workers);
    const wraps: Wraps[] = plant === undefined ? [] : [plant(new Random(plan.seed, "planted"))];
    const disk = new MemoryDisk();
    const database = plan.hubs && new StoreNetwork(world, new Random(plan.seed, "database"));
    const hubs = (plan.hubs ?? ["hub"]).map((name) => {
      const shared = { name, disk, ...(database === undefined ? {} : { network: database }) };
      return new SimulatedHub(world, new Random(plan.seed, name), links, wraps, shared);
    });
    const slots = new Map(plan.workers.map((worker) => [worker.id, worker.slots]));
    const checker = new Checker(world, disk, slots);
    const clients = new Clients(world, network, hubs, checker);
    const faults = new Faults({ world, network, hubs, database, workers, links, clients, checker });
    wraps.push(watching(world, checker, faults, database !== undefined));
    const random = new Random(plan.seed, "workers");
    for (const planned of plan.workers)
      workers.set(planned.id, new SimulatedWorker(planned, { world, network, hubs, random, checker }));

    for (const hub of hubs) void hub.start();
    for (const worker of workers.values()) worker.start();
    clients.plan(plan.jobs);
    faults.plan(plan.faults);
    await world.run(plan.healAt);
    if (world.violation === undefined) faults.healAll();
    await world.run(plan.healAt + PATIENCE_MS, () => clients.open === 0 && checker.allFinished);
    if (!checker.allFinished || clients.open > 0) {
      const open = clients.open > 0 ? `; ${clients.open} submissions have no answer` : "";
      checker.fail("terminal", `not finished: ${checker.unfinished.join()}${open}`);
    }
    await world.run(world.now + AFTERMATH_MS);
    // A worker may have moved just now, to where there is room again, and the word of it is on its way or lost.
    for (let moves = 0; moves < plan.workers.length && twoOwners(hubs, disk).length > 0; moves += 1)
      await world.run(world.now + MOVED_MS);
    if (world.violation === undefined && checker.allFinished) {
      checker.atEnd();
      for (const { worker, held } of hubs.flatMap(({ core }) => core?.registry.all() ?? []))
        if (held.size > 0)
          checker.fail("no-leak", `${worker.workerId} still counts ${[...held.keys()].join()}`);
      for (const wrong of database === undefined ? [] : twoOwners(hubs, disk))
        checker.fail("one-owner", wrong);
    }
    const { violation, events, now: virtualMs, lines: history } = world;
    const workersOf = new Map(hubs.map(({ host, core }) => [host.name, core?.registry.size ?? 0]));
    return { violation, events, virtualMs, history, acknowledged: checker.acknowledged, workersOf };
  } finally {
    restoreTimers();
  }
}

/** Each worker has one hub, and that hub knows it; no other one does. Where it is otherwise, in words. */
function twoOwners(hubs: readonly SimulatedHub[], disk: MemoryDisk): string[] {
  return [...disk.workers.keys()].flatMap((workerId) => {
    const known = hubs.filter(({ core }) => core?.registry.get(workerId) !== undefined);
    const owner = disk.replicas.get(disk.owners.get(workerId) ?? "")?.name;
    if (known.length === 1 && known[0]?.host.name === owner) return [];
    return `${workerId} is ${owner ?? "nobody"}'s, and known to ${known.map(({ host }) => host.name).join()}`;
  });
}

/** The checker's eyes, outside of whatever is planted. */
function watching(world: World, checker: Checker, faults: Faults, shared: boolean): Wraps {
  return {
    machine: (machine) => checker.watch(machine),
    core: ({ detector }) => {
      checker.nothingLost();
      detector.onStatusChange(({ workerId, from, to, reasons }) =>
        world.log("detector", () => `${workerId} ${from} -> ${to}: ${reasons.join("; ")}`),
      );
      faults.holding = false;
      detector.onFleetSuspect(({ phase }) => (faults.holding = phase === "begin"));
      detector.onWorkerFailed(({ workerId, reason }) => {
        const wellMs = faults.wellForMs(workerId);
        // A hub that its worker left for another may think so, but has no say any more.
        if (wellMs > WELL_MS && !shared)
          checker.fail("no-false-accusation", `${workerId}, well for ${wellMs} ms, was given up: ${reason}`);
      });
    },
  };
}
