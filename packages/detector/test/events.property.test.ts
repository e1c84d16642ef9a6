import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDetector, type DetectorEvent, type WorkerStatus } from "../src/index.ts";
import { createManualTime } from "../src/testing.ts";

type Step =
  | { do: "register" | "unregister" | "success" | "failure" | "lost"; id: string }
  | { do: "beat"; id: string; status: "ok" | "overloaded" | "error" }
  | { do: "wait"; ms: number }
  | { do: "stop" };

const IDS = ["a", "b", "c"];
const id = fc.constantFrom(...IDS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("success", "failure", "failure", "lost"), id }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("beat"),
      id,
      status: fc.constantFrom("ok", "overloaded", "error"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait"), ms: fc.integer({ min: 1, max: 3000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("register", "unregister"), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop") }) },
);
/** What probes answer, in turn; "never" times out. */
const answers = fc.option(fc.infiniteStream(fc.constantFrom<boolean | "never">(true, false, "never")));

/** All that a reader of the events knows of a worker. */
interface Known {
  status: WorkerStatus;
  suspected: boolean;
}

function follow(known: Map<string, Known>, event: DetectorEvent): void {
  if (event.type === "fleet-suspect" || event.type === "dropped") return;
  const worker = known.get(event.workerId);
  if (!worker) throw new Error(`${event.type} of ${event.workerId}, which nobody watches`);
  switch (event.type) {
    case "status-change":
      expect(event.from).toBe(worker.status);
      worker.status = event.to;
      if (event.to === "unhealthy" || event.to === "degraded") expect(event.evidence).not.toEqual([]);
      break;
    case "suspected":
      expect(worker.suspected).toBe(false);
      expect(event.evidence).not.toEqual([]);
      worker.suspected = true;
      break;
    case "cleared":
      expect(worker.suspected).toBe(true);
      worker.suspected = false;
      break;
    case "worker-failed":
    default:
      expect(worker.status).toBe("unhealthy");
      expect(event.evidence).not.toEqual([]);
      worker.suspected = false;
  }
}

async function play(
  steps: readonly Step[],
  answers: Iterator<boolean | "never"> | null,
  minWorkers: number,
): Promise<void> {
  const time = createManualTime();
  const detector = createDetector({
    ...time.ports,
    heartbeatIntervalMs: 1000,
    massSuspicion: { minWorkers, share: 0.5, settleMs: 2000 },
    probe: answers
      ? () => {
          const answer = answers.next().value as boolean | "never";
          return answer === "never" ? new Promise(() => {}) : Promise.resolve(answer);
        }
      : undefined,
  });
  const known = new Map<string, Known>();
  const read = async (events: AsyncIterator<DetectorEvent>): Promise<void> => {
    for (let next = await events.next(); !next.done; next = await events.next()) follow(known, next.value);
  };
  let reading = read(detector.events());
  for (const each of IDS) {
    detector.registerWorker(each);
    known.set(each, { status: "healthy", suspected: false });
  }
  detector.start();
  for (const each of steps) {
    if (each.do === "wait") await time.advance(each.ms);
    else if (each.do === "stop") {
      detector.stop();
      await reading;
      for (const worker of known.values()) expect(worker.suspected).toBe(false);
      reading = read(detector.events());
      detector.start();
    } else if (each.do === "register") {
      detector.registerWorker(each.id);
      known.set(each.id, { status: "healthy", suspected: false });
    } else if (each.do === "unregister") {
      detector.unregisterWorker(each.id);
      known.delete(each.id);
    } else if (each.do === "beat") detector.heartbeat(each.id, { status: each.status });
    else if (each.do === "success") detector.recordSuccess(each.id, "call", 5);
    else if (each.do === "failure") detector.recordFailure(each.id, "call", "boom");
    else detector.connectionLost(each.id);
    await time.settle();
    for (const worker of IDS) expect(detector.getWorkerStatus(worker)).toEqual(known.get(worker));
  }
  detector.stop();
  await reading;
}

describe("properties of the events", () => {
  test("who reads them all knows every status and every suspicion, at any time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        answers,
        fc.integer({ min: 1, max: 4 }),
        play,
      ),
      { numRuns: 300 },
    );
  });
});
