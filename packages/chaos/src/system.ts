import type { Clock } from "./types.ts";

/** The clock of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A seed for a run that was given none; it is told, so that the run can be repeated. */
export const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);

export const systemEnvironment = (): Readonly<Record<string, string | undefined>> => process.env;

export const sendSignal = (pid: number, signal: NodeJS.Signals): void => {
  // Asked again here, after `refusal`: what goes wrong here goes wrong for the whole machine.
  if (!(pid > 1) || ownPids().includes(pid)) throw new RangeError(`No signal is sent to pid ${pid}`);
  process.kill(pid, signal);
};

/** This process, and the one that started it. */
export const ownPids = (): readonly number[] => [process.pid, process.ppid];

/** Calls back as this process ends, unless the returned function is called first. */
export function atExit(callback: () => void): () => void {
  process.once("exit", callback);
  return () => process.off("exit", callback);
}

/** Resolves after everything that is ready to run has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
