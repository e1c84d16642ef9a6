import { LATENESS_MS } from "./active-time.ts";
import { describeReason } from "./describe-reason.ts";
import type { Clock, Probe, Timers } from "./ports.ts";
import { isRefusal } from "./refusal.ts";

const NOT_WELL: ProbeFailure = { reason: "the worker is not well", answered: true };
const UNASKED: ProbeFailure = { reason: "the worker cannot be asked", answered: false, unasked: true };

export interface ProbeRun {
  readonly workerId: string;
  readonly probe: Probe;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Called once, unless the run is abandoned: `undefined` for alive, else why it is not. */
  readonly onAnswer: (failure: ProbeFailure | undefined) => void;
}

export interface ProbeFailure {
  readonly reason: string;
  /** The worker or its machine said so itself. Silence is no answer, nor is a network without a way. */
  readonly answered: boolean;
  /** The probe says that it cannot tell. */
  readonly unasked?: true;
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
        onAnswer({ reason: `no answer within ${timeoutMs} ms`, answered: false });
      });
    });
  }

  let cancelTimer = arm(true);
  ask(probe, workerId, controller.signal).then(
    (answer: unknown) => finish(() => onAnswer(failureOf(answer))),
    (error: unknown) => finish(() => onAnswer({ reason: describeReason(error), answered: isRefusal(error) })),
  );
  return () => finish(() => controller.abort(new Error("The probe is no longer needed.")));
}

function failureOf(answer: unknown): ProbeFailure | undefined {
  if (answer === true) return undefined;
  return answer === undefined ? UNASKED : NOT_WELL;
}

/** Async, so that a probe that throws at once looks like one that rejects. */
async function ask(probe: Probe, workerId: string, signal: AbortSignal): Promise<boolean | undefined> {
  return await probe(workerId, signal);
}
