import type { Announcements } from "./announcements.ts";
import { describeEvidence, withEvidence, type Evidence } from "./evidence.ts";
import type { FleetSuspectEvent } from "./events.ts";
import type { Fleet } from "./fleet.ts";
import type { Settings } from "./options.ts";
import { runProbe, type ProbeFailure } from "./run-probe.ts";
import type { Verdicts } from "./verdicts.ts";
import { noteLife, type Suspicion, type Worker } from "./worker.ts";

/**
 * What leads from an accusation to a verdict or its withdrawal: a probe, and the hold of many at once.
 * Events are put in line; the caller tells them once all is done, since callbacks may change anything.
 */
export class Suspicions {
  readonly #settings: Settings;
  /** Active time, see active-time.ts. */
  readonly #now: () => number;
  readonly #fleet: Fleet;
  readonly #verdicts: Verdicts;
  readonly #announcements: Announcements;

  constructor(
    settings: Settings,
    now: () => number,
    fleet: Fleet,
    verdicts: Verdicts,
    announcements: Announcements,
  ) {
    this.#settings = settings;
    this.#now = now;
    this.#fleet = fleet;
    this.#verdicts = verdicts;
    this.#announcements = announcements;
  }

  /** Evidence of failure that one probe may still clear. Without a probe it is the verdict. */
  accuse(worker: Worker, evidence: Evidence): void {
    if (worker.state.status === "unhealthy") return;
    const held = worker.suspicion;
    const lost = evidence.kind === "connection-lost";
    if (held === undefined) {
      if (this.#settings.probe) {
        this.#look(worker, [evidence], "first-look");
        this.#tellSuspected(worker, evidence);
      } else if (lost) this.#verdicts.convict(worker, [evidence]);
      else if (this.#unanswered(worker, [evidence], undefined)) this.#tellSuspected(worker, evidence);
      return;
    }
    held.evidence = withEvidence(held.evidence, evidence);
    // A process that dies during a hold is asked at once: its machine's refusal need not wait.
    if (held.stage === "held" && lost) this.#lookNow(worker, held, "first-look");
    else if (held.stage === "unasked") {
      if (!isPatient(worker, held.evidence)) this.#unanswered(worker, held.evidence, held.failure);
    } else held.askAgain ||= lost;
  }

  /** Takes one kind of evidence out of the suspicion; with nothing left the suspicion is cleared. */
  withdraw(worker: Worker, kind: Evidence["kind"], because: string): void {
    const suspicion = worker.suspicion;
    if (!suspicion) return;
    suspicion.evidence = suspicion.evidence.filter((item) => item.kind !== kind);
    if (suspicion.evidence.length === 0) this.clear(worker, because);
  }

  /** Ends the suspicion, if any, without a verdict. */
  clear(worker: Worker, because: string): void {
    if (!worker.suspicion) return;
    this.forget(worker);
    this.#tellCleared(worker, because);
  }

  /** The same, without a word: nobody watches the worker any more. */
  forget(worker: Worker): void {
    worker.suspicion?.abandon();
    worker.suspicion = undefined;
  }

  /** The end of a hold: what it held back is looked at once more, and that counts. */
  endHold(workers: readonly Worker[], because: string): void {
    this.#tellFleet("end", because);
    for (const worker of workers) {
      const { suspicion } = worker;
      if (suspicion?.stage === "held") this.#lookNow(worker, suspicion, "second-look");
    }
  }

  dropHold(): void {
    if (this.#fleet.drop()) this.#tellFleet("end", "the detector stopped");
  }

  /** No answer came. Of one worker that is the verdict; of many at once it may be the network's doing. */
  #unanswered(worker: Worker, evidence: readonly Evidence[], failure: Evidence | undefined): boolean {
    const held: Suspicion = {
      evidence,
      askAgain: false,
      abandon: () => {},
      stage: "held",
      ...(failure && { failure }),
    };
    worker.suspicion = held;
    const { wait, begins } = this.#fleet.mustWait(worker, this.#now());
    if (!wait) this.#giveUp(worker, held);
    else if (begins) this.#tellFleet("begin", "verdicts wait");
    return wait;
  }

  #giveUp(worker: Worker, { evidence, failure }: Suspicion): void {
    worker.unansweredVerdictAt = this.#now();
    this.#verdicts.convict(worker, failure ? [...evidence, failure] : evidence);
  }

  #lookNow(worker: Worker, held: Suspicion, stage: "first-look" | "second-look"): void {
    if (this.#settings.probe) this.#look(worker, held.evidence, stage);
    else if (held.evidence.some((item) => item.kind === "connection-lost"))
      this.#verdicts.convict(worker, held.evidence);
    else this.#giveUp(worker, held);
  }

  #look(worker: Worker, evidence: readonly Evidence[], stage: "first-look" | "second-look"): void {
    const { probe, probeTimeoutMs, clock, timers } = this.#settings;
    if (!probe) return;
    const suspicion: Suspicion = { evidence, askAgain: false, abandon: () => {}, stage };
    worker.suspicion = suspicion;
    const abandon = runProbe({
      workerId: worker.id,
      probe,
      timeoutMs: probeTimeoutMs,
      clock,
      timers,
      onAnswer: (failure) => {
        if (failure) this.#failed(worker, suspicion, failure);
        else this.#succeeded(worker, suspicion);
        this.#announcements.tell();
      },
    });
    suspicion.abandon = abandon;
    // The probe itself may have ended the suspicion, as by taking the worker out.
    if (worker.suspicion !== suspicion) abandon();
  }

  #failed(worker: Worker, suspicion: Suspicion, { reason, answered, unasked }: ProbeFailure): void {
    const failure: Evidence = { kind: "probe-failed", reason };
    const { stage, evidence } = suspicion;
    if (unasked && stage === "first-look" && isPatient(worker, evidence))
      worker.suspicion = { evidence, askAgain: false, abandon: () => {}, stage: "unasked", failure };
    else if (answered) this.#verdicts.convict(worker, [...suspicion.evidence, failure]);
    else if (stage === "second-look") this.#giveUp(worker, { ...suspicion, failure });
    else this.#unanswered(worker, evidence, failure);
  }

  #succeeded(worker: Worker, { evidence, askAgain }: Suspicion): void {
    worker.suspicion = undefined;
    noteLife(worker, this.#now());
    if (evidence.some((item) => item.kind === "consecutive-failures")) worker.consecutiveFailures = 0;
    const lost = evidence.filter((item) => item.kind === "connection-lost");
    if (askAgain) {
      this.#look(worker, lost, "first-look");
      return;
    }
    const what = "a probe succeeded";
    this.#tellCleared(worker, what);
    this.#verdicts.sawLife(worker, true, what);
  }

  #tellSuspected({ id: workerId }: Worker, evidence: Evidence): void {
    this.#announcements.add("suspected", () => ({
      workerId,
      reason: describeEvidence(evidence),
      evidence: [evidence],
      at: this.#settings.wallClock(),
    }));
  }

  #tellCleared({ id: workerId }: Worker, reason: string): void {
    this.#announcements.add("cleared", () => ({ workerId, reason, at: this.#settings.wallClock() }));
  }

  #tellFleet(phase: FleetSuspectEvent["phase"], what: string): void {
    this.#announcements.add("fleet-suspect", () => {
      const now = this.#now();
      const suspects = this.#fleet.suspects(now);
      const fleetSize = this.#fleet.size(now);
      const reason = `${suspects.length} of ${fleetSize} workers are suspect at once: ${what}`;
      return { phase, suspects, fleetSize, reason, at: this.#settings.wallClock() };
    });
  }
}

/** Nothing but silence, and not yet for so long that another heartbeat would have come. */
function isPatient({ expected }: Worker, evidence: readonly Evidence[]): boolean {
  return evidence.every(
    (item) => item.kind === "silence" && item.silentMs <= item.limitMs + expected.intervalMs,
  );
}
