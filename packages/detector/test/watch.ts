import {
  createDetector,
  fixedDeadline,
  type Detector,
  type DetectorOptions,
  type WorkerFailedEvent,
} from "../src/index.ts";
import { createManualTime, type ManualTime } from "../src/testing.ts";

export interface Watch {
  time: ManualTime;
  detector: Detector;
  /** Every change of status as "id from>to". */
  changes: string[];
  failed: WorkerFailedEvent[];
  statusOf: (id?: string) => string | undefined;
}

/** A detector on manual time that notes its events, with worker "w" registered. */
export function watch(options: DetectorOptions = {}): Watch {
  const time = createManualTime();
  const detector = createDetector({
    ...time.ports,
    heartbeatIntervalMs: 1000,
    deadline: fixedDeadline(),
    ...options,
  });
  const changes: string[] = [];
  const failed: WorkerFailedEvent[] = [];
  detector.onStatusChange(({ workerId, from, to }) => changes.push(`${workerId} ${from}>${to}`));
  detector.onWorkerFailed((event) => failed.push(event));
  detector.registerWorker("w");
  return { time, detector, changes, failed, statusOf: (id = "w") => detector.getWorkerHealth(id)?.status };
}

/** Records that many failures. */
export function fail(detector: Detector, times: number, id = "w"): void {
  for (let count = 0; count < times; count++)
    detector.recordFailure(id, "call", new Error(`failure ${count + 1}`));
}

/** Records that many fast successes. */
export function succeed(detector: Detector, times: number, id = "w"): void {
  for (let count = 0; count < times; count++) detector.recordSuccess(id, "call", 5);
}

/** A probe whose answers the test gives one by one. */
export function manualProbe(): {
  probe: (workerId: string, signal: AbortSignal) => Promise<boolean | undefined>;
  asked: {
    workerId: string;
    signal: AbortSignal;
    answer: (alive: boolean | undefined) => void;
    fail: (error: unknown) => void;
  }[];
} {
  const asked: ReturnType<typeof manualProbe>["asked"] = [];
  return {
    asked,
    probe: (workerId, signal) =>
      new Promise((answer, fail) => {
        asked.push({ workerId, signal, answer, fail });
      }),
  };
}
