import type { Chaos, ChaosEvent, Nemesis, StrikeAction, Victim } from "@pigeon/chaos";
import type { Fault } from "./ledger.ts";
import type { Link } from "./links.ts";
import type { Program } from "./program.ts";
import type { World } from "./world.ts";

type Other = Exclude<Victim, { process: unknown }>;

export interface Plan {
  /** One thing at a time, so that each recovery can be told. */
  readonly apart: boolean;
  /** 1, or less to strike the more often. */
  readonly pace: number;
}

/** What is done to whom, and how often. */
export function createNemeses(chaos: Chaos, world: World, { apart, pace }: Plan): Nemesis[] {
  const every = (min: number, max: number) => ({ min: min * pace, max: max * pace });
  const hubs = world.hubs.map(({ program }) => victimOf(program));
  const workers = world.workers.map(({ program }) => victimOf(program));
  const network = networkOf(world);
  const database = [databaseOf(world)];
  const kill = (min: number, max: number, weight = 1): StrikeAction => ({
    kind: "kill",
    downMs: { min, max },
    weight,
  });
  const pause = (min: number, max: number, weight = 1): StrikeAction => ({
    kind: "pause",
    forMs: { min, max },
    weight,
  });
  if (apart) {
    const victims = [...hubs, ...database, ...workers];
    const actions = [kill(500, 3000, 3), pause(3000, 5000)];
    const everyMs = { min: 9000, max: 11_000 };
    return [chaos.nemesis({ name: "one by one", victims, actions, everyMs, keepUp: victims.length - 1 })];
  }
  const most = (all: readonly Victim[]): number => Math.floor(all.length / 2);
  return [
    chaos.nemesis({
      name: "hubs",
      victims: hubs,
      actions: [kill(0, 3000, 2), pause(500, 5000)],
      everyMs: every(4000, 9000),
      // One is enough to go on. Where there is but one, it has its turn as well.
      keepUp: Math.min(1, hubs.length - 1),
    }),
    chaos.nemesis({
      name: "workers",
      victims: workers,
      actions: [kill(0, 2000, 2), pause(500, 8000)],
      everyMs: every(3000, 7000),
      keepUp: most(workers),
    }),
    chaos.nemesis({
      name: "network",
      victims: network,
      actions: [kill(0, 3000), pause(500, 6000)],
      everyMs: every(3000, 8000),
      keepUp: most(network),
    }),
    chaos.nemesis({
      name: "slow network",
      victims: network.map((victim) => ({ ...victim, ...slowness(world, victim.name) })),
      actions: [pause(2000, 6000)],
      everyMs: every(5000, 10_000),
    }),
    chaos.nemesis({
      name: "database",
      victims: database,
      actions: [kill(200, 2500, 2), pause(500, 4000)],
      everyMs: every(9000, 25_000),
    }),
  ];
}

function victimOf(program: Program): Victim {
  return { name: program.name, process: () => program.process, restart: () => program.start() };
}

/** A kill is one of the server's process, a pause is a network that swallows all between it and the hubs. */
function databaseOf({ server, hubs }: World): Other {
  let killed = false;
  return {
    name: "database",
    hurt: async (action) => {
      killed = action === "kill";
      if (killed) await server.kill();
      else for (const { database } of hubs) database.hurt("hole");
    },
    heal: async () => {
      if (killed) await server.start();
      else for (const { database } of hubs) database.heal("hole");
    },
  };
}

/** A kill resets and refuses, a pause swallows. */
function networkOf(world: World): Other[] {
  return [...waysOf(world)].map(([name, links]) => {
    let kind: "cut" | "hole" = "cut";
    return {
      name,
      hurt: (action) => {
        kind = action === "kill" ? "cut" : "hole";
        for (const link of links) link.hurt(kind);
      },
      heal: () => {
        for (const link of links) link.heal(kind);
      },
    };
  });
}

function slowness(world: World, name: string): Pick<Other, "hurt" | "heal"> {
  const links = waysOf(world).get(name) ?? [];
  return {
    hurt: () => links.forEach((link) => link.hurt("slow")),
    heal: () => links.forEach((link) => link.heal("slow")),
  };
}

/** Parts of the network that fail together: all around one process, or one way between two. */
function waysOf({ hubs, workers }: World): Map<string, readonly Link[]> {
  const ways = new Map<string, readonly Link[]>();
  for (const [index, worker] of workers.entries()) {
    ways.set(`network of ${worker.name}`, [worker.endpoint, ...worker.hubs]);
    const to = index % hubs.length;
    const way = worker.hubs[to];
    if (way !== undefined && hubs.length > 1) ways.set(`${worker.name} to ${hubs[to]?.name}`, [way]);
  }
  for (const [index, hub] of hubs.entries()) {
    ways.set(`network of ${hub.name}`, [
      hub.clients,
      ...workers.flatMap((worker) => worker.hubs[index] ?? []),
    ]);
    ways.set(`${hub.name} to the database`, [hub.database]);
  }
  return ways;
}

/** Writes down what is done, as it happens. `say` is told of each in a line. */
export function recordFaults(chaos: Chaos, world: World, say: (line: string) => void): Fault[] {
  const faults: Fault[] = [];
  const open = new Map<string, Fault>();
  const parts = new Map<string, Fault["part"]>([
    ...world.hubs.map(({ name }) => [name, "hub"] as const),
    ...world.workers.map(({ name }) => [name, "worker"] as const),
    ["database", "database"],
  ]);
  chaos.onEvent((event: ChaosEvent) => {
    if (event.type !== "process") return;
    const { nemesis, victim, action } = event;
    const [key, part] = [`${nemesis}/${victim}`, parts.get(victim) ?? "network"];
    if (action === "kill" || action === "pause") {
      const fault: Fault = { kind: kindOf(nemesis, part, action), part, victim, from: Date.now() };
      faults.push(fault);
      open.set(key, fault);
      say(`${fault.kind} ${victim}`);
    } else if (action === "continue" || action === "restart") {
      const fault = open.get(key);
      open.delete(key);
      if (fault !== undefined) fault.until = Date.now();
      say(`${victim} is back`);
    } else if (action === "fail") say(`${victim}: ${String(event.error)}`);
  });
  return faults;
}

function kindOf(nemesis: string, part: Fault["part"], action: "kill" | "pause"): Fault["kind"] {
  if (nemesis === "slow network") return "slow";
  if (part === "network") return action === "kill" ? "reset" : "partition";
  return action === "kill" ? "kill" : part === "database" ? "partition" : "freeze";
}
