import { Checker } from "./checker.ts";
import { Clients } from "./clients.ts";
import { Faults } from "./faults.ts";
import { SimulatedHub, type Wraps } from "./hub.ts";
import { Links } from "./links.ts";
import { Network } from "./network.ts";
import type { Plan } from "./plan.ts";
import { Random } from "./random.ts";
import { forbidRealTimers } from "./real-time.ts";
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
}

/** After the last fault, every job must have come to its end within this time. */
const PATIENCE_MS = 600_000;
/** Then what was only on its way arrives, and no lease may be left anywhere. */
const AFTERMATH_MS = 8_000;
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
    const hub = new SimulatedHub(world, new Random(plan.seed, "hub"), links, wraps);
    const slots = new Map(plan.workers.map((worker) => [worker.id, worker.slots]));
    const checker = new Checker(world, hub.disk, slots);
    const clients = new Clients(world, network, hub, checker);
    const faults = new Faults({ world, network, hub, workers, links, clients, checker });
    wraps.push(watching(world, checker, faults));
    const random = new Random(plan.seed, "workers");
    for (const planned of plan.workers)
      workers.set(planned.id, new SimulatedWorker(planned, { world, network, hub, random, checker }));

    void hub.start();
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
    if (world.violation === undefined && checker.allFinished) {
      checker.atEnd();
      for (const { worker, held } of hub.core?.registry.all() ?? [])
        if (held.size > 0)
          checker.fail("no-leak", `${worker.workerId} still counts ${[...held.keys()].join()}`);
    }
    const { violation, events, now: virtualMs, lines: history } = world;
    return { violation, events, virtualMs, history, acknowledged: checker.acknowledged };
  } finally {
    restoreTimers();
  }
}

/** The checker's eyes, outside of whatever is planted. */
function watching(world: World, checker: Checker, faults: Faults): Wraps {
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
        if (wellMs > WELL_MS)
          checker.fail("no-false-accusation", `${workerId}, well for ${wellMs} ms, was given up: ${reason}`);
      });
    },
  };
}
