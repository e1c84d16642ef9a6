import type { Announcements } from "./announcements.ts";
import { describeEvidence, type Evidence } from "./evidence.ts";
import type { Settings } from "./options.ts";
import { snapshot } from "./snapshot.ts";
import { enter, signOf } from "./state.ts";
import { nextStatus, type Sign } from "./status.ts";
import { strainOf } from "./strain.ts";
import { noteRecoveryStart, type Worker } from "./worker.ts";

/** What `onStatusChange` says where no evidence speaks for itself. */
const REASONS: Partial<Record<Sign, string[]>> = {
  ease: ["no strain is left"],
  proof: ["enough good signs in a row"],
};

/** Turns signs and evidence into changes of status, and puts their events in line. */
export class Verdicts {
  readonly #settings: Settings;
  /** Active time, see active-time.ts. */
  readonly #now: () => number;
  readonly #announcements: Announcements;

  constructor(settings: Settings, now: () => number, announcements: Announcements) {
    this.#settings = settings;
    this.#now = now;
    this.#announcements = announcements;
  }

  /** A sign of life. A good one also says that the worker is well. */
  sawLife(worker: Worker, good: boolean, what: string): void {
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

  /** Does the worker work badly, or no longer so? */
  weighStrain(worker: Worker): void {
    const { state, window, report, latencies } = worker;
    const counts = window.count(this.#now() - this.#settings.windowMs);
    const condition = { counts, report, lastUnusual: latencies.lastUnusual };
    const strain = strainOf(condition, state.status === "degraded", this.#settings);
    const sign = signOf(state, strain, this.#settings.recoverySuccesses);
    if (sign) this.#change(worker, sign, strain, REASONS[sign] ?? strain.map(describeEvidence));
    else if (state.status === "degraded") worker.state = { ...state, strain };
  }

  /** The verdict: unhealthy. Told once, however much evidence follows. */
  convict(worker: Worker, evidence: readonly Evidence[]): void {
    if (worker.state.status === "unhealthy") return;
    worker.suspicion?.abandon();
    worker.suspicion = undefined;
    this.#change(worker, "fail", evidence, evidence.map(describeEvidence));
  }

  #change(worker: Worker, sign: Sign, evidence: readonly Evidence[], reasons: string[]): void {
    const from = worker.state.status;
    const to = nextStatus(from, sign);
    if (to === from) return;
    worker.state = enter(to, evidence);
    const { id: workerId } = worker;
    this.#announcements.add("status-change", () => ({
      workerId,
      from,
      to,
      reasons,
      evidence: [...evidence],
      at: this.#settings.wallClock(),
    }));
    if (to === "unhealthy") {
      this.#announcements.add("worker-failed", () => ({
        workerId,
        reason: reasons.join("; "),
        evidence: [...evidence],
        at: this.#settings.wallClock(),
        health: snapshot(worker, this.#settings.recoverySuccesses),
      }));
    }
  }
}
