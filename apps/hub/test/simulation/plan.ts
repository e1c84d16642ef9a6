import { Random } from "./random.ts";

/** What a job does in its attempts, by their number: later attempts do as the last of the list. */
export type Attempt = "succeed" | "fail" | "fail-for-good" | "fail-later" | "hang";

export interface PlannedWorker {
  readonly id: string;
  readonly mode: "push" | "pull";
  readonly slots: number;
  readonly types: readonly string[];
}
export interface PlannedJob {
  readonly at: number;
  readonly n: number;
  readonly type: string;
  readonly key?: string;
  /** Sent a second time, at the same time as the first. */
  readonly twice: boolean;
  readonly delayMs: number;
  readonly priority: number;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  readonly runMs: number;
  readonly attempts: readonly Attempt[];
  /** How long after the submission it is cancelled. */
  readonly cancelAfterMs?: number;
  /** The client waits for its end with a long poll. */
  readonly awaited: boolean;
}

export type Lie = "unknown-leases" | "omitted-leases" | "foreign-results" | "swallowed-leases" | "sick";

/** Something goes wrong at a time; what lasts heals after `ms`. */
export type Fault = { readonly at: number } & (
  | { readonly kind: "worker-crash"; readonly worker: string; readonly ms: number }
  | { readonly kind: "worker-freeze"; readonly worker: string; readonly ms: number }
  | { readonly kind: "worker-slow"; readonly worker: string; readonly ms: number; readonly factor: number }
  | { readonly kind: "worker-lie"; readonly worker: string; readonly ms: number; readonly lie: Lie }
  | { readonly kind: "worker-repeat"; readonly worker: string; readonly ms: number }
  | { readonly kind: "worker-leave"; readonly worker: string; readonly ms: number }
  | { readonly kind: "worker-drain"; readonly worker: string; readonly ms: number }
  | { readonly kind: "worker-reset"; readonly worker: string }
  | {
      readonly kind: "partition";
      readonly host: string;
      readonly ms: number;
      readonly direction: "to" | "from" | "both";
    }
  | { readonly kind: "loss" | "duplication"; readonly ms: number; readonly probability: number }
  | { readonly kind: "delay"; readonly ms: number; readonly maxMs: number; readonly host?: string }
  | { readonly kind: "hub-crash" | "hub-restart" | "hub-freeze"; readonly ms: number; readonly hub?: string }
  | { readonly kind: "clock-jump" | "store-failure"; readonly ms: number; readonly hub?: string }
  | { readonly kind: "slow-disk"; readonly ms: number; readonly commitMs: number; readonly hub?: string }
  /** Of one hub, or of all. */
  | { readonly kind: "database-loss"; readonly ms: number; readonly hub?: string }
  /** What was asked for is done, and some answers are lost. */
  | { readonly kind: "database-doubt"; readonly ms: number; readonly probability: number }
  | { readonly kind: "redrive" }
);
export type FaultKind = Fault["kind"];

/** A whole run as data: the seed only adds the delays of messages and the hub's own dice. */
export interface Plan {
  readonly seed: number;
  /** Hubs on one database; absent for one hub that has its store alone. */
  readonly hubs?: readonly string[];
  readonly workers: readonly PlannedWorker[];
  readonly jobs: readonly PlannedJob[];
  readonly faults: readonly Fault[];
  /** When the last fault ends. */
  readonly healAt: number;
}

const TYPES = ["a", "b", "c"];

export function planOf(seed: number): Plan {
  const random = new Random(seed, "plan");
  const spanMs = random.pick([4_000, 8_000, 15_000]);
  const workers = Array.from({ length: random.int(1, 4) }, (_, index): PlannedWorker => ({
    id: `w${index + 1}`,
    mode: random.chance(0.75) ? "push" : "pull",
    slots: random.int(1, 3),
    // The first one takes all types, so that every job has somewhere to go once all is healed.
    types: index === 0 ? TYPES : TYPES.filter(() => random.chance(0.7)).concat("spare"),
  }));
  const jobs = Array.from({ length: random.int(2, 16) }, (_, n) => plannedJob(random, n, spanMs));
  const faults = Array.from({ length: random.int(0, 8) }, () => plannedFault(random, spanMs, workers));
  return { seed, workers, jobs, ...inTime(faults, spanMs) };
}

/** The same with several hubs, and with faults of theirs. */
export function replicasPlanOf(seed: number): Plan {
  const plan = planOf(seed);
  const random = new Random(seed, "replicas");
  const hubs = HUBS.slice(0, random.pick([1, 2, 2, 3, 3]));
  const spanMs = Math.max(4_000, ...plan.jobs.map(({ at }) => at));
  const faults = plan.faults.map((fault): Fault =>
    OF_HUBS.has(fault.kind) ? ({ ...fault, hub: random.pick(hubs) } as Fault) : fault,
  );
  const more = Array.from({ length: random.int(0, 5) }, () => hubFault(random, spanMs, hubs));
  return { ...plan, hubs, ...inTime([...faults, ...more], plan.healAt) };
}

const HUBS: readonly string[] = ["hub", "hub2", "hub3"];
const OF_HUBS: ReadonlySet<FaultKind> = new Set<FaultKind>([
  "hub-crash",
  "hub-restart",
  "hub-freeze",
  "clock-jump",
  "store-failure",
  "slow-disk",
]);

function hubFault(random: Random, spanMs: number, hubs: readonly string[]): Fault {
  const at = random.int(0, spanMs);
  const hub = random.pick(hubs);
  const ms = random.pick([50, 400, 1_500, 4_000, 7_000]);
  const kinds: readonly (() => Fault)[] = [
    () => ({ at, kind: "hub-crash", hub, ms: random.pick([1, 2_000, 10_000]) }),
    () => ({ at, kind: "hub-freeze", hub, ms }),
    () => ({ at, kind: "hub-freeze", hub, ms: 7_000 }),
    () => ({ at, kind: "hub-restart", hub, ms }),
    () => ({ at, kind: "partition", host: hub, ms, direction: random.pick(["to", "from", "both"]) }),
    () => ({ at, kind: "database-loss", hub, ms }),
    () => ({ at, kind: "database-loss", ms }),
    () => ({ at, kind: "database-doubt", ms, probability: random.pick([0.05, 0.3]) }),
  ];
  return random.pick(kinds)();
}

function inTime(faults: readonly Fault[], spanMs: number): Pick<Plan, "faults" | "healAt"> {
  const ends = faults.map(
    (fault) => fault.at + ("ms" in fault && fault.kind !== "clock-jump" ? fault.ms : 0),
  );
  return {
    faults: faults.toSorted((one, other) => one.at - other.at),
    healAt: Math.max(spanMs, ...ends),
  };
}

function plannedJob(random: Random, n: number, spanMs: number): PlannedJob {
  const attempts = random.pick<Attempt[]>([
    ["succeed"],
    ["succeed"],
    ["succeed"],
    ["fail", "succeed"],
    ["fail-later", "fail", "succeed"],
    ["fail"],
    ["fail-for-good"],
    ["hang", "succeed"],
  ]);
  return {
    at: random.int(0, spanMs),
    n,
    type: random.pick(TYPES),
    ...(random.chance(0.8) ? { key: `k${random.chance(0.9) ? n : random.int(0, n)}` } : {}),
    twice: random.chance(0.1),
    delayMs: random.chance(0.2) ? random.int(1, 3_000) : 0,
    priority: random.int(-1, 1),
    maxAttempts: random.int(1, 4),
    timeoutMs: random.pick([500, 3_000, 8_000]),
    runMs: random.pick([1, 20, 300, 1_500]),
    attempts,
    ...(random.chance(0.15) ? { cancelAfterMs: random.int(0, 2_000) } : {}),
    awaited: random.chance(0.3),
  };
}

function plannedFault(random: Random, spanMs: number, workers: readonly PlannedWorker[]): Fault {
  const at = random.int(0, spanMs);
  const worker = random.pick(workers).id;
  const ms = random.pick([50, 400, 1_500, 4_000, 7_000]);
  const kinds: readonly (() => Fault)[] = [
    () => ({ at, kind: "worker-crash", worker, ms: random.chance(0.3) ? 0 : ms }),
    () => ({ at, kind: "worker-crash", worker, ms }),
    () => ({ at, kind: "worker-freeze", worker, ms }),
    () => ({ at, kind: "worker-freeze", worker, ms: 7_000 }),
    () => ({ at, kind: "worker-slow", worker, ms, factor: random.pick([2, 5, 20]) }),
    () => ({ at, kind: "worker-lie", worker, ms, lie: random.pick(LIES) }),
    () => ({ at, kind: "worker-repeat", worker, ms }),
    () => ({ at, kind: "worker-leave", worker, ms }),
    () => ({ at, kind: "worker-drain", worker, ms }),
    () => ({ at, kind: "worker-reset", worker }),
    () => ({
      at,
      kind: "partition",
      host: random.chance(0.8) ? worker : "clients",
      ms,
      direction: random.pick(["to", "from", "both"]),
    }),
    () => ({ at, kind: "loss", ms, probability: random.pick([0.05, 0.3, 0.8]) }),
    () => ({ at, kind: "duplication", ms, probability: random.pick([0.05, 0.3, 0.8]) }),
    () => ({
      at,
      kind: "delay",
      ms,
      maxMs: random.pick([50, 500, 2_500]),
      ...(random.chance(0.5) ? { host: worker } : {}),
    }),
    () => ({ at, kind: "hub-crash", ms: random.pick([1, 100, 2_000]) }),
    () => ({ at, kind: "hub-crash", ms: random.pick([1, 100, 5_000]) }),
    () => ({ at, kind: "hub-restart", ms: random.pick([1, 100, 2_000]) }),
    () => ({ at, kind: "hub-freeze", ms: random.pick([200, 1_500, 5_000]) }),
    () => ({ at, kind: "clock-jump", ms: random.pick([-60_000, -5_000, -300, 300, 5_000, 60_000]) }),
    () => ({ at, kind: "store-failure", ms: random.pick([10, 400, 2_000]) }),
    () => ({ at, kind: "slow-disk", ms, commitMs: random.pick([20, 200, 1_000]) }),
    () => ({ at, kind: "redrive" }),
  ];
  return random.pick(kinds)();
}

const LIES: readonly Lie[] = [
  "unknown-leases",
  "omitted-leases",
  "foreign-results",
  "swallowed-leases",
  "sick",
];
