import fc from "fast-check";
import { expect, test } from "vitest";
import { SinkError, type AlertsSnapshot, type Notification, type Sink } from "../src/index.ts";
import { ManualClock } from "../src/testing.ts";
import { bench, MINUTE, SECOND, workerRule, type Bench } from "./support.ts";

const WAIT = 30 * SECOND;
const INTERVAL = 5 * MINUTE;
const REPEAT = 60 * MINUTE;
const WORKERS = ["a", "b", "c"] as const;
type Worker = (typeof WORKERS)[number];

type Mood = "works" | "fails" | "refuses" | "takes-and-fails" | "hangs" | "crashes";
type Step =
  | {
      readonly do: "status";
      readonly worker: Worker;
      readonly status: "unhealthy" | "healthy" | "recovering";
    }
  | { readonly do: "wait"; readonly ms: number }
  | {
      readonly do: "sink";
      readonly mood: Mood;
    }
  | { readonly do: "silence"; readonly worker: Worker; readonly ms: number }
  | { readonly do: "acknowledge" }
  | { readonly do: "crash" };

const worker = fc.constantFrom(...WORKERS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("status" as const),
      worker,
      status: fc.constantFrom("unhealthy" as const, "healthy" as const, "recovering" as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 900, 10 * SECOND, WAIT, MINUTE, INTERVAL, 20 * MINUTE, REPEAT),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("sink" as const),
      mood: fc.constantFrom<Mood>("works", "fails", "refuses", "takes-and-fails", "hangs", "crashes"),
    }),
  },
  fc.record({ do: fc.constant("silence" as const), worker, ms: fc.constantFrom(MINUTE, 10 * MINUTE) }),
  fc.record({ do: fc.constant("acknowledge" as const) }),
  fc.record({ do: fc.constant("crash" as const) }),
);

/** A world around the alerts: workers, a sink with moods, a disk, and crashes. */
class World {
  readonly clock = new ManualClock();
  readonly truth = new Map<Worker, "unhealthy" | "healthy" | "recovering">();
  /** What somebody who reads the sink believes: workers that fire. */
  readonly believed = new Set<string>();
  /** Alerts that the other side got a trigger or a resolve of, whatever it answered. */
  readonly triggers = new Map<string, number>();
  readonly silencedUntil = new Map<Worker, number>();
  readonly taken: { readonly at: number; readonly notification: Notification }[] = [];
  mood: Mood = "works";
  disk: AlertsSnapshot | undefined;
  violations: string[] = [];
  isDown = false;
  running: Bench;
  #run = 0;

  constructor() {
    this.running = this.#start();
  }

  get now(): number {
    return this.clock.wallTime();
  }

  #start(): Bench {
    this.#run += 1;
    const run = this.#run;
    const sink: Sink = {
      name: "a",
      send: (notification, signal) => {
        // A process that crashed sends nothing.
        if (run !== this.#run) return Promise.reject(new Error("gone"));
        const { mood } = this;
        if (mood === "crashes") {
          // The process dies when the other side has read it: nothing is saved any more.
          this.#read(notification);
          this.#run += 1;
          this.isDown = true;
          this.mood = "works";
          return new Promise(() => undefined);
        }
        if (mood === "works" || mood === "takes-and-fails") this.#read(notification);
        if (mood === "works") return Promise.resolve();
        if (mood === "hangs") {
          return new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(new Error("aborted")));
          });
        }
        const retryable = mood !== "refuses";
        return Promise.reject(new SinkError("a", "not now", { retryable }));
      },
    };
    const { disk } = this;
    return bench({
      clock: this.clock,
      sinks: [sink],
      rules: [workerRule],
      route: { sinks: ["a"], groupWaitMs: WAIT, groupIntervalMs: INTERVAL, repeatIntervalMs: REPEAT },
      restoredForMs: MINUTE,
      ...(disk && { restore: JSON.parse(JSON.stringify(disk)) as AlertsSnapshot }),
      persistence: {
        load: () => undefined,
        save: (snapshot) => {
          if (run === this.#run) this.disk = snapshot;
        },
      },
    });
  }

  #read(notification: Notification): void {
    for (const { status, labels } of notification.alerts) {
      const name = labels["worker"] as Worker;
      if (status === "resolved") this.believed.delete(name);
      else {
        if ((this.silencedUntil.get(name) ?? 0) > this.now) this.violations.push(`told of ${name}, silenced`);
        this.believed.add(name);
      }
    }
    if (this.mood === "works") this.taken.push({ at: this.now, notification });
  }

  async crash(): Promise<void> {
    // What is observed is lost with the process until it is saved: give it the moment.
    await this.clock.advance(1);
    this.restart();
  }

  restart(): void {
    this.isDown = false;
    this.running = this.#start();
    // As a hub does: workers that are known say how they are.
    for (const [name, status] of this.truth) if (status !== "healthy") this.running.worker(name, status);
  }
}

async function perform(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case "status":
      world.truth.set(step.worker, step.status);
      world.running.worker(step.worker, step.status);
      break;
    case "wait":
      await world.clock.advance(step.ms);
      break;
    case "sink":
      world.mood = step.mood;
      break;
    case "silence": {
      // A notification that is under way is out of reach: silence while nothing is.
      const until = new Date(world.now + step.ms);
      world.running.alerts.silence({
        matchers: [{ label: "worker", is: step.worker }],
        until,
        comment: "test",
        author: "test",
      });
      const before = world.silencedUntil.get(step.worker) ?? 0;
      world.silencedUntil.set(step.worker, Math.max(before, until.getTime()));
      await world.clock.advance(1);
      break;
    }
    case "acknowledge":
      for (const { key } of world.running.alerts.active()) world.running.alerts.acknowledge(key, "me");
      break;
    case "crash":
      await world.crash();
      break;
  }
}

/** The sink perhaps took a resolve, and before it is sent again the alert fires anew. */
const refiredBeforeTheAnswer: Step[] = [
  { do: "status", worker: "b", status: "unhealthy" },
  { do: "wait", ms: 20 * MINUTE },
  { do: "crash" },
  { do: "status", worker: "b", status: "healthy" },
  { do: "sink", mood: "takes-and-fails" },
  { do: "wait", ms: 1 },
  { do: "status", worker: "b", status: "unhealthy" },
];

test("whatever happens: silences hold, intervals hold, and in the end the sink knows what is true", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: "max" }), async (steps) => {
      const world = new World();
      for (const one of steps) {
        await perform(world, one);
        if (world.isDown) world.restart();
      }
      world.mood = "works";
      await world.clock.advance(3 * REPEAT);

      expect(world.violations).toEqual([]);
      const firing = world.running.alerts.active().map(({ labels }) => labels["worker"] ?? "");
      expect([...world.believed].sort()).toEqual(firing.sort());
      for (const [name, status] of world.truth) {
        if (status !== "recovering") expect(firing.includes(name)).toBe(status === "unhealthy");
      }
      for (const [i, { at }] of world.taken.entries()) {
        const before = world.taken[i - 1];
        if (before === undefined) continue;
        // A crash between the answer and the save can make the same notification come twice, with one id.
        const twice = before.notification.id === world.taken[i]?.notification.id;
        if (!twice) expect(at - before.at).toBeGreaterThanOrEqual(INTERVAL);
      }

      for (const name of WORKERS) world.running.worker(name, "gone");
      await world.clock.advance(3 * INTERVAL);
      expect([...world.believed]).toEqual([]);
      expect(world.running.alerts.active()).toEqual([]);
      await world.running.alerts.close();
    }),
    { numRuns: Number(process.env["ALERTS_RUNS"] ?? 60), examples: [[refiredBeforeTheAnswer]] },
  );
}, 600_000);
