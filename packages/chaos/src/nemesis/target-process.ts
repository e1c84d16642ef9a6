import type { ProcessHandle } from "./options.ts";

type Send = (pid: number, signal: NodeJS.Signals) => void;

/** A process that signals can be sent to, whether known by a handle or by its pid. */
export interface TargetProcess {
  readonly pid: number;
  /** Returns false if there is no such process any more. */
  send(signal: NodeJS.Signals): boolean;
  /** Resolves once it has ended; at once where only the pid is known. */
  ended(): Promise<void>;
}

/** Undefined if there is no process, or no more. */
export function targetProcess(
  found: ProcessHandle | number | undefined,
  sendSignal: Send,
): TargetProcess | undefined {
  if (typeof found === "number") return byPid(found, sendSignal);
  if (found?.pid === undefined || hasEnded(found)) return undefined;
  return {
    pid: found.pid,
    send: (signal) => found.kill(signal),
    ended: () =>
      new Promise((resolve) => {
        if (found.once === undefined || hasEnded(found)) resolve();
        else found.once("exit", resolve);
      }),
  };
}

function byPid(pid: number, sendSignal: Send): TargetProcess {
  return {
    pid,
    send(signal) {
      try {
        sendSignal(pid, signal);
        return true;
      } catch (error) {
        if (error instanceof Error && Reflect.get(error, "code") === "ESRCH") return false;
        throw error;
      }
    },
    ended: () => Promise.resolve(),
  };
}

function hasEnded({ exitCode = null, signalCode = null }: ProcessHandle): boolean {
  return exitCode !== null || signalCode !== null;
}
