import type { JobEvent } from "../../src/jobs/job.ts";
import type { Change } from "../../src/store/port.ts";
import type { Random } from "./random.ts";
import type { Wraps } from "./hub.ts";
import type { Invariant } from "./checker.ts";

/** Faults as programmers make them, each planted from outside: by wrapping a port, or a part of the core. */
export interface Planted {
  readonly name: string;
  /** What it must be noticed by. */
  readonly breaks: readonly Invariant[];
  /** Where to begin to look, for those that few seeds show. Default 1. */
  readonly from?: number;
  readonly plant: (random: Random) => Wraps;
}

const POLL_INTERVAL_MS = 1_000;
type Release = Extract<JobEvent, { type: "release" | "lose" }>;
const isRelease = (event: JobEvent): event is Release => event.type === "release" || event.type === "lose";

/** The hub was so: see test/issues/003-release-while-store-fails.test.ts. */
export const releaseDropped: Planted = {
  name: "release dropped: when the store fails at that moment, the leases of a dead worker are nobody's",
  breaks: ["slots", "no-leak", "terminal"],
  plant: () => ({
    core: ({ ledger, registry }) => {
      ledger.insist = async (changes) => {
        const leases = changes.flatMap(({ event }) => ("leaseId" in event ? [event.leaseId] : []));
        for (const { held } of registry.all()) for (const leaseId of leases) held.delete(leaseId);
        return ledger.apply(changes);
      };
    },
  }),
};

export const planted: readonly Planted[] = [
  {
    name: "fencing off: a late report counts whatever lease it names",
    breaks: ["one-result"],
    plant: () => ({
      machine: (machine) => (job, event, now) => {
        const outcome = machine(job, event, now);
        if (outcome.kind !== "refused" || event.type !== "succeed" || job.state !== "leased") return outcome;
        return machine(job, { ...event, leaseId: job.leaseId, workerId: job.workerId }, now);
      },
    }),
  },
  {
    name: "double release: what ended a lease is said again, and ends the next one",
    breaks: ["one-result"],
    plant: () => ({
      machine: (machine) => (job, event, now) => {
        const outcome = machine(job, event, now);
        if (outcome.kind !== "refused" || !isRelease(event) || job.state !== "leased") return outcome;
        return machine(job, { ...event, leaseId: job.leaseId }, now);
      },
      store: (store) => {
        let again: Change[] = [];
        return {
          ...store,
          apply: async (changes, now) => {
            const said = again;
            again = changes.filter(({ event }) => isRelease(event));
            return (await store.apply([...changes, ...said], now)).slice(0, changes.length);
          },
        };
      },
    }),
  },
  {
    name: "lost wake-up: without the poll, and some wakes are forgotten",
    breaks: ["terminal"],
    plant: (random) => {
      let polling = false;
      return {
        clock: (clock) => ({
          now: () => clock.now(),
          monotonic: () => clock.monotonic(),
          after: (delayMs, callback) =>
            clock.after(delayMs, () => {
              polling = delayMs === POLL_INTERVAL_MS;
              callback();
              polling = false;
            }),
        }),
        core: ({ dispatcher }) => {
          const wake = dispatcher.wake.bind(dispatcher);
          dispatcher.wake = () => {
            if (!polling && !random.chance(0.2)) wake();
          };
        },
      };
    },
  },
  {
    name: "acknowledged early: a submission is answered before its commit",
    breaks: ["never-lost"],
    plant: () => ({
      store: (store) => ({
        ...store,
        enqueue: async (jobs) => {
          void store.enqueue(jobs).catch(() => {});
          return {
            kind: "stored",
            jobs: jobs.map(({ job, payload }) => ({ record: { job, payload }, created: true })),
          };
        },
      }),
    }),
  },
  {
    name: "counted twice: the last attempt but one is taken for the last",
    breaks: ["attempts"],
    plant: () => ({
      machine: (machine) => (job, event, now) => {
        if (event.type !== "fail" || job.maxAttempts === 1) return machine(job, event, now);
        const outcome = machine({ ...job, maxAttempts: job.maxAttempts - 1 }, event, now);
        if (outcome.kind !== "changed") return outcome;
        return { ...outcome, job: { ...outcome.job, maxAttempts: job.maxAttempts } };
      },
    }),
  },
  {
    name: "probe skipped: a suspicion is the verdict",
    breaks: ["no-false-accusation"],
    plant: () => ({
      core: ({ supervisor }) => {
        supervisor.probe = async () => false;
      },
    }),
  },
  {
    name: "keys forgotten: a submission that comes again is stored again",
    breaks: ["one-job-per-key"],
    plant: () => ({
      store: (store) => ({
        ...store,
        enqueue: (jobs) => store.enqueue(jobs.map(({ job, payload }) => ({ job, payload }))),
      }),
    }),
  },
  {
    name: "slots not counted: a worker gets leases as if it held none",
    breaks: ["slots"],
    plant: () => ({
      core: ({ registry }) => {
        const all = registry.all.bind(registry);
        registry.all = () => all().map((member) => ({ ...member, held: new Map() }));
      },
    }),
  },
  {
    name: "verdict forgotten: a failed worker keeps its leases until their time is up",
    breaks: ["quick-recovery"],
    plant: () => ({
      core: ({ supervisor }) => {
        supervisor.fail = async () => {};
      },
    }),
  },
  releaseDropped,
];
