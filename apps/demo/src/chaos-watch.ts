import type { HubEvent } from "@pigeon/client";

type JobData = Extract<HubEvent, { event: "job" }>["data"];

/** Jobs that a hurt worker held, until each is somewhere else or at its end. */
interface Case {
  readonly workerId: string;
  readonly at: number;
  readonly held: number;
  readonly waiting: Set<string>;
  moved: number;
  lastMs: number;
}

/** Follows what becomes of the jobs of workers that are killed or stand still, and tells it in lines. */
export class ChaosWatch {
  readonly #say: (line: string) => void;
  /** By job: who runs it. */
  readonly #running = new Map<string, string>();
  readonly #cases = new Set<Case>();
  #finished = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Jobs that came to their end so far. */
  get finished(): number {
    return this.#finished;
  }

  /** A worker was hurt at `at`, in epoch ms. */
  hurt(workerId: string, how: string, at: number): void {
    const waiting = new Set([...this.#running].flatMap(([id, holder]) => (holder === workerId ? [id] : [])));
    this.#say(
      `${how} ${workerId}, which ${waiting.size === 0 ? "runs nothing" : `runs ${jobs(waiting.size)}`}`,
    );
    if (waiting.size > 0) this.#cases.add({ workerId, at, held: waiting.size, waiting, moved: 0, lastMs: 0 });
  }

  job({ id, cause, state, workerId = "", at }: JobData): void {
    if (cause === "lease") this.#running.set(id, workerId);
    else this.#running.delete(id);
    if (state !== "queued" && state !== "leased") this.#finished += 1;
    for (const each of this.#cases) {
      const elsewhere = cause === "lease" && workerId !== each.workerId;
      // What was lost or released is on its way, and not yet there.
      const onItsWay = cause === "lose" || cause === "release" || (cause === "lease" && !elsewhere);
      if (!each.waiting.has(id) || onItsWay) continue;
      each.waiting.delete(id);
      if (elsewhere) each.moved += 1;
      each.lastMs = Math.max(0, Date.parse(at) - each.at);
      if (each.waiting.size === 0) this.#close(each);
    }
  }

  /** Events were lost: what is known of running jobs is out of date. */
  reset(): void {
    this.#running.clear();
    this.#cases.clear();
  }

  #close(each: Case): void {
    this.#cases.delete(each);
    const { workerId, held, moved, lastMs } = each;
    const after = `${held === 1 ? "" : "the last "}after ${Math.round(lastMs)} ms`;
    if (moved === held) this.#say(`${jobs(held)} of ${workerId} began again elsewhere, ${after}`);
    else if (moved === 0) this.#say(`${jobs(held)} of ${workerId} ended all the same, ${after}`);
    else
      this.#say(
        `of ${jobs(held)} of ${workerId} ${moved} began again elsewhere, ${after}; the others ended all the same`,
      );
  }
}

function jobs(count: number): string {
  return `${count} ${count === 1 ? "job" : "jobs"}`;
}
