import { Announcer, type Listener } from "./announcer.ts";
import { describeEvidence, withEvidence, type Evidence } from "./evidence.ts";
import type { FleetSuspectEvent, StatusChangeEvent, WorkerFailedEvent } from "./events.ts";
import type { Fleet } from "./fleet.ts";
import type { Settings } from "./options.ts";
import { runProbe, type ProbeFailure } from "./run-probe.ts";
import { snapshot } from "./snapshot.ts";
import { enter, signOf } from "./state.ts";
import { nextStatus, type Sign } from "./status.ts";
import { strainLimits, strainOf } from "./strain.ts";
import { noteLife, noteRecoveryStart, type Suspicion, type Worker } from "./worker.ts";

/** Turns evidence into suspicions, verdicts and changes of status, and tells the listeners. */
export class Judge {
  readonly failedListeners: Set<Listener<WorkerFailedEvent>> = new Set();
  readonly changeListeners: Set<Listener<StatusChangeEvent>> = new Set();
  readonly fleetListeners: Set<Listener<FleetSuspectEvent>> = new Set();
  readonly #settings: Settings;
  /** Active time, see active-time.ts. */
  readonly #now: () => number;
  readonly #announcer: Announcer;
  readonly #fleet: Fleet;

  constructor(settings: Settings, now: () => number, fleet: Fleet) {
    this.#settings = settings;
    this.#now = now;
    this.#fleet = fleet;
    this.#announcer = new Announcer(settings.onError);
  }

  /** A sign of life. A good one also says that the worker is well. */
  sawLife(worker: Worker, good: boolean, what: string): void {
    this.#drop(worker, "silence");
    if (worker.state.status === "unhealthy") {
      noteRecoveryStart(worker);
      this.#change(worker, "life", [], [what]);
      return;
    }
    // The hot path: a good sign cannot strain a healthy worker, so nothing needs to be weighed.
    if (good && worker.state.status === "healthy") return;
    if (good && worker.state.status === "recovering") {
      worker.state = { ...worker.state, goodSigns: worker.state.goodSigns + 1 };
    }
    this.weighStrain(worker);
  }

  sawSuccess(worker: Worker, good: boolean): void {
    this.#drop(worker, "consecutive-failures");
    this.sawLife(worker, good, "an operation succeeded");
  }

  sawFailure(worker: Worker, operation: string, message: string): void {
    const { failureThreshold: threshold } = this.#settings;
    const failures = worker.consecutiveFailures;
    if (worker.state.status === "recovering") {
      this.convict(worker, [{ kind: "relapse", operation, message }]);
      return;
    }
    if (failures >= threshold) this.accuse(worker, { kind: "consecutive-failures", failures, threshold });
    this.weighStrain(worker);
  }

  /** Does the worker work badly, or no longer so? */
  weighStrain(worker: Worker): void {
    const { state, window, report } = worker;
    const { responseTimeoutMs, recoverySuccesses, windowMs } = this.#settings;
    const limits = strainLimits(state.status === "degraded", responseTimeoutMs);
    const counts = window.count(this.#now() - windowMs, limits.maxP95Ms);
    const strain = strainOf(counts, report?.status, limits);
    const sign = signOf(state, strain, recoverySuccesses);
    if (sign) this.#change(worker, sign, strain, REASONS[sign] ?? strain.map(describeEvidence));
    else if (state.status === "degraded") worker.state = { ...state, strain };
  }

  /** Evidence of failure that one probe may still clear. Without a probe it is the verdict. */
  accuse(worker: Worker, evidence: Evidence): void {
    if (worker.state.status === "unhealthy") return;
    const held = worker.suspicion;
    const lost = evidence.kind === "connection-lost";
    if (held === undefined) {
      if (this.#settings.probe) this.#look(worker, [evidence], "first-look");
      else if (lost) this.convict(worker, [evidence]);
      else this.#unanswered(worker, [evidence], undefined);
      return;
    }
    held.evidence = withEvidence(held.evidence, evidence);
    // A process that dies during a hold is asked at once: its machine's refusal need not wait.
    if (held.stage === "held" && lost) this.#lookNow(worker, held, "first-look");
    else held.askAgain ||= lost;
  }

  /** The verdict: unhealthy. Told once, however much evidence follows. */
  convict(worker: Worker, evidence: readonly Evidence[]): void {
    if (worker.state.status === "unhealthy") return;
    this.forget(worker);
    this.#change(worker, "fail", evidence, evidence.map(describeEvidence));
  }

  /** Ends the suspicion, if any, without a verdict. */
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
  #unanswered(worker: Worker, evidence: readonly Evidence[], failure: Evidence | undefined): void {
    const held: Suspicion = {
      evidence,
      askAgain: false,
      abandon: () => {},
      stage: "held",
      ...(failure && { failure }),
    };
    worker.suspicion = held;
    const { wait, begins } = this.#fleet.mustWait(this.#now());
    if (!wait) this.#giveUp(worker, held);
    else if (begins) this.#tellFleet("begin", "verdicts wait");
  }

  #giveUp(worker: Worker, { evidence, failure }: Suspicion): void {
    worker.unansweredVerdictAt = this.#now();
    this.convict(worker, failure ? [...evidence, failure] : evidence);
  }

  #lookNow(worker: Worker, held: Suspicion, stage: "first-look" | "second-look"): void {
    if (this.#settings.probe) this.#look(worker, held.evidence, stage);
    else if (held.evidence.some((item) => item.kind === "connection-lost"))
      this.convict(worker, held.evidence);
    else this.#giveUp(worker, held);
  }

  #tellFleet(phase: FleetSuspectEvent["phase"], what: string): void {
    const now = this.#now();
    const suspects = this.#fleet.suspects(now);
    const fleetSize = this.#fleet.size(now);
    const reason = `${suspects.length} of ${fleetSize} workers are suspect at once: ${what}`;
    this.#announcer.add(this.fleetListeners, {
      phase,
      suspects,
      fleetSize,
      reason,
      at: this.#settings.wallClock(),
    });
    this.#announcer.tell();
  }

  #look(worker: Worker, evidence: readonly Evidence[], stage: "first-look" | "second-look"): void {
    const { probe, probeTimeoutMs, clock, timers } = this.#settings;
    if (!probe) return;
    const suspicion: Suspicion = { evidence, askAgain: false, abandon: () => {}, stage };
    worker.suspicion = suspicion;
    suspicion.abandon = runProbe({
      workerId: worker.id,
      probe,
      timeoutMs: probeTimeoutMs,
      clock,
      timers,
      onAnswer: (failure) => this.#conclude(worker, suspicion, failure),
    });
  }

  #conclude(worker: Worker, suspicion: Suspicion, failure: ProbeFailure | undefined): void {
    worker.suspicion = undefined;
    if (failure !== undefined) {
      const failed: Evidence = { kind: "probe-failed", reason: failure.reason };
      if (failure.answered) this.convict(worker, [...suspicion.evidence, failed]);
      else if (suspicion.stage === "second-look") this.#giveUp(worker, { ...suspicion, failure: failed });
      else this.#unanswered(worker, suspicion.evidence, failed);
      return;
    }
    noteLife(worker, this.#now());
    if (suspicion.evidence.some((item) => item.kind === "consecutive-failures")) {
      worker.consecutiveFailures = 0;
    }
    const lost = suspicion.evidence.filter((item) => item.kind === "connection-lost");
    if (suspicion.askAgain) this.#look(worker, lost, "first-look");
    else this.sawLife(worker, true, "a probe succeeded");
  }

  /** Takes one kind of evidence out of the suspicion; with nothing left the suspicion ends. */
  #drop(worker: Worker, kind: Evidence["kind"]): void {
    const suspicion = worker.suspicion;
    if (!suspicion) return;
    suspicion.evidence = suspicion.evidence.filter((item) => item.kind !== kind);
    if (suspicion.evidence.length === 0) this.forget(worker);
  }

  #change(worker: Worker, sign: Sign, evidence: readonly Evidence[], reasons: string[]): void {
    const from = worker.state.status;
    const to = nextStatus(from, sign);
    if (to === from) return;
    worker.state = enter(to, evidence);
    this.#announcer.add(this.changeListeners, { workerId: worker.id, from, to, reasons });
    if (to === "unhealthy" && this.failedListeners.size > 0) {
      this.#announcer.add(this.failedListeners, {
        workerId: worker.id,
        reason: reasons.join("; "),
        evidence: [...evidence],
        at: this.#settings.wallClock(),
        health: snapshot(worker, this.#settings.recoverySuccesses),
      });
    }
    this.#announcer.tell();
  }
}

/** What `onStatusChange` says where no evidence speaks for itself. */
const REASONS: Partial<Record<Sign, string[]>> = {
  ease: ["no strain is left"],
  proof: ["enough good signs in a row"],
};
