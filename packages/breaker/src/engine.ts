// Whoever compiles this source needs the types that opossum does not ship.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./opossum.d.ts" />
import { EventEmitter } from "node:events";
import CircuitBreaker from "opossum";

/** One call, as the engine sees it. Neither method may throw. */
export interface Task {
  start(): Promise<unknown>;
  timedOut(): void;
}

/** Runs tasks under a time limit, and none while open. */
export interface Engine {
  run(task: Task): Promise<unknown>;
  open(): void;
  close(): void;
}

// One for all: nothing is counted in it, and a rotation controller spares it a timer of its own.
const status = CircuitBreaker.newStatus({
  rollingCountBuckets: 1,
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
  rotateBucketController: new EventEmitter(),
});

/** opossum, with its policy switched off: it runs and times the calls, and is opened and closed from here. */
export function createEngine(name: string, timeoutMs: number | false): Engine {
  const circuit = new CircuitBreaker<Task>((task) => task.start(), {
    name,
    timeout: timeoutMs,
    status,
    // Spares it summing up its empty statistics at every failure.
    errorFilter: () => true,
  });
  // Its own listeners gather statistics without end, open by a failure rate, and hold a recovery timer while open.
  circuit.removeAllListeners();
  circuit.on("timeout", endTask);
  return {
    run: (task) => circuit.fire(task),
    open: () => circuit.open(),
    close: () => circuit.close(),
  };
}

function endTask(_error: Error, _latencyMs: number, [task]: [Task]): void {
  task.timedOut();
}
