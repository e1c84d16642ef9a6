import { end, forkHere } from "./processes.ts";
import type { WorkerMessage, WorkerPlan } from "./worker-plan.ts";

export interface WorkerProcess {
  /** Jobs that its handler has seen. */
  readonly handled: () => number;
  /** When probes and holds began, by key, on the clock that all processes share. */
  readonly started: ReadonlyMap<string, number>;
  kill(): Promise<void>;
}

/** @param onStarted told of every start as it becomes known. */
export async function startWorker(
  plan: WorkerPlan,
  onStarted?: (key: string, atMs: number) => void,
): Promise<WorkerProcess> {
  const child = forkHere("worker-child.ts", [JSON.stringify(plan)]);
  let handled = 0;
  const started = new Map<string, number>();
  await new Promise<void>((resolve, reject) => {
    child.on("message", (message: WorkerMessage) => {
      switch (message.kind) {
        case "ready":
          return resolve();
        case "handled":
          handled = message.count;
          return;
        case "started":
          if (!started.has(message.key)) started.set(message.key, message.atMs);
          return onStarted?.(message.key, message.atMs);
      }
    });
    child.once("exit", (code) => reject(new Error(`a ${plan.kind} worker ended with ${String(code)}`)));
  });
  return { handled: () => handled, started, kill: () => end(child, "SIGKILL") };
}
