import { LATENESS_MS } from "./active-time.ts";
import { describeReason } from "./describe-reason.ts";
import type { Clock, Probe, Timers } from "./ports.ts";

export interface ProbeRun {
  readonly workerId: string;
  readonly probe: Probe;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Called once, unless the run is abandoned: `undefined` for alive, else why it is not. */
  readonly onAnswer: (failure: string | undefined) => void;
}

/** Asks once; the returned function abandons the probe and drops its answer. */
export function runProbe(run: ProbeRun): () => void {
  const { workerId, probe, timeoutMs, clock, timers, onAnswer } = run;
  const controller = new AbortController();
  let done = false;

  function finish(tell: () => void): void {
    if (done) return;
    done = true;
    cancelTimer();
    tell();
  }

  function arm(graceLeft: boolean): () => void {
    const startedMs = clock.now();
    return timers.after(timeoutMs, () => {
      // After a stall of this process the answer may be here, unread: give it one more chance.
      if (graceLeft && clock.now() - startedMs > timeoutMs + LATENESS_MS) {
        cancelTimer = arm(false);
        return;
      }
      finish(() => {
        controller.abort(new Error("The probe took too long."));
        onAnswer(`no answer within ${timeoutMs} ms`);
      });
    });
  }

  let cancelTimer = arm(true);
  ask(probe, workerId, controller.signal).then(
    (answer: unknown) => finish(() => onAnswer(answer === true ? undefined : "the worker is not well")),
    (error: unknown) => finish(() => onAnswer(describeReason(error))),
  );
  return () => finish(() => controller.abort(new Error("The probe is no longer needed.")));
}

/** Async, so that a probe that throws at once looks like one that rejects. */
async function ask(probe: Probe, workerId: string, signal: AbortSignal): Promise<boolean> {
  return await probe(workerId, signal);
}
