import fc from "fast-check";
import {
  createDetector,
  type Detector,
  type HeartbeatAnswer,
  type ReportStatus,
  type WorkerFailedEvent,
  type WorkerStatus,
} from "../src/index.ts";
import { createManualTime, type ManualTime } from "../src/testing.ts";

export const IDS = ["a", "b", "c", "d"] as const;

export type Step =
  | { do: "unregister" | "success" | "failure" | "lost"; id: string }
  | { do: "register"; id: string; intervalMs: number | undefined; incarnation: string | undefined }
  | { do: "beat"; id: string; status: ReportStatus; incarnation: string | undefined }
  | { do: "round" | "wait" | "stall" | "jump"; ms: number };

/** What a probe does: answers, rejects, is refused, or never answers. */
export type Answer = boolean | undefined | "error" | "refused" | "never";

const id = fc.constantFrom(...IDS);
const incarnation = fc.constantFrom(undefined, "one", "two");
const ms = (min: number, max: number) => fc.integer({ min, max });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("success", "failure", "failure", "lost"), id }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("beat"),
      id,
      status: fc.constantFrom("ok", "ok", "overloaded", "error"),
      incarnation,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("round"), ms: ms(100, 1500) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait"), ms: ms(1, 2500) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stall"), ms: ms(1, 30_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("jump"), ms: ms(-30_000, 30_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unregister"), id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("register"),
      id,
      intervalMs: fc.option(ms(200, 3000), { nil: undefined }),
      incarnation,
    }),
  },
);
export const history: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 1, maxLength: 50 });
export const answers: fc.Arbitrary<Answer[] | null> = fc.option(
  fc.array(fc.constantFrom<Answer>(true, false, undefined, "error", "refused", "never"), { minLength: 1 }),
);

/** What an onlooker knows of a worker who sees all that is said to the detector, and all it tells. */
export interface Seen {
  status: WorkerStatus;
  suspected: boolean;
  incarnation: string | undefined;
  successes: number;
  failures: number;
  failuresInARow: number;
  lost: boolean;
  lastReport: ReportStatus | undefined;
  lifeAtMs: number;
}

/** A verdict, and what was known then. */
export interface Failure {
  readonly event: WorkerFailedEvent;
  readonly seen: Seen;
  readonly passedMs: number;
}

export interface World {
  readonly time: ManualTime;
  readonly detector: Detector;
  readonly seen: Map<string, Seen>;
  readonly failed: Failure[];
  /** What was told, as "kind id evidence". */
  readonly told: string[];
  /** What callbacks threw. */
  readonly broken: unknown[];
  /** From now on probes get no good answer. */
  silence(): void;
  /** All that any clock could have counted. */
  passedMs(): number;
  act(step: Step): Promise<HeartbeatAnswer | boolean | void>;
}

const never = new Promise<boolean>(() => {});

/** A detector with its defaults, heartbeats every second, and four workers. */
export function createWorld(given: readonly Answer[] | null): World {
  const time = createManualTime();
  let jumpedMs = 0;
  let forwardMs = 0;
  let mute = false;
  let asked = 0;
  const seen = new Map<string, Seen>();
  const [told, failed, broken]: [string[], Failure[], unknown[]] = [[], [], []];
  const passedMs = (): number => time.ports.clock.now() + forwardMs;

  async function probe(): Promise<boolean | undefined> {
    const answer = given?.[asked++ % given.length];
    if (answer === "never") return await never;
    if (answer === "error") throw new Error("no way there");
    if (answer === "refused") throw Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    return mute && answer === true ? false : answer;
  }

  const detector = createDetector({
    ...time.ports,
    clock: { now: () => time.ports.clock.now() + jumpedMs },
    heartbeatIntervalMs: 1000,
    probe: given ? probe : undefined,
    onError: (error) => broken.push(error),
  });
  const of = (workerId: string): Seen => {
    const worker = seen.get(workerId);
    if (!worker) throw new Error(`an event of ${workerId}, which nobody watches`);
    return worker;
  };
  const kinds = (evidence: readonly { kind: string }[]): string => evidence.map(({ kind }) => kind).join();
  detector.onStatusChange(({ workerId, from, to, evidence }) => {
    const worker = of(workerId);
    if (from !== worker.status) throw new Error(`${workerId} was ${worker.status}, not ${from}`);
    worker.status = to;
    if (to === "unhealthy") worker.suspected = false;
    told.push(`${to} ${workerId} ${kinds(evidence)}`);
  });
  detector.onWorkerFailed(
    (event) => void failed.push({ event, seen: { ...of(event.workerId) }, passedMs: passedMs() }),
  );
  detector.onSuspected(({ workerId, evidence }) => {
    const worker = of(workerId);
    if (worker.suspected) throw new Error(`${workerId} was suspected already`);
    worker.suspected = true;
    told.push(`suspected ${workerId} ${kinds(evidence)}`);
  });
  detector.onCleared(({ workerId }) => {
    const worker = of(workerId);
    if (!worker.suspected) throw new Error(`${workerId} was not suspected`);
    worker.suspected = false;
  });
  detector.onFleetSuspect(({ phase }) => told.push(phase));

  function register(workerId: string, incarnation?: string, heartbeatIntervalMs?: number): void {
    seen.set(workerId, {
      status: "healthy",
      suspected: false,
      incarnation,
      successes: 0,
      failures: 0,
      failuresInARow: 0,
      lost: false,
      lastReport: undefined,
      lifeAtMs: passedMs(),
    });
    detector.registerWorker(workerId, { incarnation, heartbeatIntervalMs });
  }

  function beat(workerId: string, status: ReportStatus, incarnation?: string): HeartbeatAnswer {
    const worker = seen.get(workerId);
    const stale =
      incarnation !== undefined && worker?.incarnation !== undefined && incarnation !== worker.incarnation;
    if (worker && !stale) Object.assign(worker, { lastReport: status, lifeAtMs: passedMs() });
    return detector.heartbeat(workerId, { status, incarnation });
  }

  async function act(step: Step): Promise<HeartbeatAnswer | boolean | void> {
    const worker = "id" in step ? seen.get(step.id) : undefined;
    switch (step.do) {
      case "register":
        return register(step.id, step.incarnation, step.intervalMs);
      case "unregister":
        seen.delete(step.id);
        return detector.unregisterWorker(step.id);
      case "beat":
        return beat(step.id, step.status, step.incarnation);
      case "success":
        if (worker) Object.assign(worker, { failuresInARow: 0, lifeAtMs: passedMs() }).successes++;
        return detector.recordSuccess(step.id, "call", 5);
      case "failure":
        if (worker) Object.assign(worker, { failuresInARow: worker.failuresInARow + 1 }).failures++;
        return detector.recordFailure(step.id, "call", "boom");
      case "lost":
        if (worker) worker.lost = true;
        return detector.connectionLost(step.id);
      case "jump":
        jumpedMs += step.ms;
        forwardMs += Math.max(0, step.ms);
        return;
      case "stall":
        return await time.stall(step.ms);
      case "round":
        await time.advance(step.ms);
        for (const workerId of seen.keys()) beat(workerId, "ok");
        return;
      case "wait":
      default:
        return await time.advance(step.ms);
    }
  }

  for (const each of IDS) register(each);
  detector.start();
  return { time, detector, seen, failed, told, broken, silence: () => void (mute = true), passedMs, act };
}
