import { Announcements } from "./announcements.ts";
import type { Evidence } from "./evidence.ts";
import type { Fleet } from "./fleet.ts";
import type { ReportStatus } from "./health.ts";
import type { Settings } from "./options.ts";
import { marksOf } from "./strain.ts";
import { Suspicions } from "./suspicions.ts";
import { Verdicts } from "./verdicts.ts";
import { SLOW, UNUSUAL } from "./window.ts";
import { noteSuccess, type Worker } from "./worker.ts";

/** What each observation of a worker means. Callbacks run at the end of each, when all is settled. */
export class Judge {
  readonly announcements: Announcements;
  readonly #settings: Settings;
  readonly #now: () => number;
  readonly #verdicts: Verdicts;
  readonly #suspicions: Suspicions;

  /** @param now Active time, see active-time.ts. */
  constructor(settings: Settings, now: () => number, fleet: Fleet) {
    this.#settings = settings;
    this.#now = now;
    this.announcements = new Announcements(settings.onError);
    this.#verdicts = new Verdicts(settings, now, this.announcements);
    this.#suspicions = new Suspicions(settings, now, fleet, this.#verdicts, this.announcements);
  }

  /** A sign of life. A good one also says that the worker is well. */
  sawLife(worker: Worker, good: boolean, what: string): void {
    this.#suspicions.withdraw(worker, "silence", what);
    this.#verdicts.sawLife(worker, good, what);
    this.announcements.tell();
  }

  /** A heartbeat, whose report is noted already; `good` when nothing in it speaks of strain. */
  sawReport(worker: Worker, status: ReportStatus, good: boolean): void {
    if (status === "error") this.convict(worker, [{ kind: "own-report", status }]);
    else this.sawLife(worker, good, "a heartbeat arrived");
  }

  /** @param latencyMs `undefined`: not measured. */
  sawSuccess(worker: Worker, operation: string, latencyMs: number | undefined): void {
    const what = "an operation succeeded";
    const now = this.#now();
    const unusual = latencyMs !== undefined && worker.latencies.add(operation, latencyMs, now);
    const marks = marksOf(latencyMs, unusual, this.#settings);
    noteSuccess(worker, now, marks);
    const good = (marks & (SLOW | UNUSUAL)) === 0;
    this.#suspicions.withdraw(worker, "consecutive-failures", what);
    this.sawLife(worker, good, what);
  }

  sawFailure(worker: Worker, operation: string, message: string): void {
    const { failureThreshold: threshold } = this.#settings;
    const failures = worker.consecutiveFailures;
    if (worker.state.status === "recovering") {
      this.convict(worker, [{ kind: "relapse", operation, message }]);
      return;
    }
    if (failures >= threshold) {
      this.#suspicions.accuse(worker, { kind: "consecutive-failures", failures, threshold });
    }
    this.weighStrain(worker);
  }

  /** Does the worker work badly, or no longer so? */
  weighStrain(worker: Worker): void {
    this.#verdicts.weighStrain(worker);
    this.announcements.tell();
  }

  /** Evidence of failure that one probe may still clear. Without a probe it is the verdict. */
  accuse(worker: Worker, evidence: Evidence): void {
    this.#suspicions.accuse(worker, evidence);
    this.announcements.tell();
  }

  /** The verdict: unhealthy. */
  convict(worker: Worker, evidence: readonly Evidence[]): void {
    this.#verdicts.convict(worker, evidence);
    this.announcements.tell();
  }

  /** The worker is not watched any more. */
  forget(worker: Worker): void {
    this.#suspicions.forget(worker);
  }

  /** The end of a hold: what it held back is looked at once more, and that counts. */
  endHold(workers: readonly Worker[], because: string): void {
    this.#suspicions.endHold(workers, because);
    this.announcements.tell();
  }

  /** No more ticks: nothing is left under way. */
  stop(workers: Iterable<Worker>): void {
    for (const worker of workers) this.#suspicions.clear(worker, "the detector stopped");
    this.#suspicions.dropHold();
    this.announcements.tell();
    this.announcements.endStreams();
  }
}
