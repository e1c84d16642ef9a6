import type { Checker } from "./checker.ts";
import { Host } from "./host.ts";
import type { SimulatedHub, SubmitAnswer } from "./hub.ts";
import type { Network } from "./network.ts";
import type { PlannedJob } from "./plan.ts";
import type { World } from "./world.ts";

const CALL_TIMEOUT_MS = 2_000;
const RETRY_MS = 250;
const WAIT_MS = 5_000;

/** All clients: they submit, ask again when no answer comes, cancel, wait, and redrive. */
export class Clients {
  readonly host: Host;
  /** Submissions that a client still wants an answer to. */
  open = 0;
  readonly #hubs: readonly SimulatedHub[];
  #at = 0;
  readonly #network: Network;
  readonly #checker: Checker;

  constructor(world: World, network: Network, hubs: readonly SimulatedHub[], checker: Checker) {
    this.host = new Host(world, "clients");
    this.host.boot();
    this.#network = network;
    this.#hubs = hubs;
    this.#checker = checker;
  }

  plan(jobs: readonly PlannedJob[]): void {
    for (const job of jobs) {
      for (let time = job.twice ? 2 : 1; time > 0; time--) {
        this.open += 1;
        this.host.after(job.at, () => this.#submit(job));
      }
    }
  }

  redrive(): void {
    this.#call((hub) => hub.redrive()).catch(() => {});
  }

  #submit(job: PlannedJob): void {
    this.#call((hub) => this.#send(hub, job)).then(
      (answer) => {
        this.open -= 1;
        this.#acknowledged(job, answer);
      },
      () => {
        // Without a key nobody knows whether it was stored, so it is not sent again.
        if (job.key === undefined) this.open -= 1;
        else this.host.after(RETRY_MS, () => this.#submit(job));
      },
    );
  }

  /** Each call to the next hub. */
  #call<T>(serve: (hub: SimulatedHub) => Promise<T>, timeoutMs: number = CALL_TIMEOUT_MS): Promise<T> {
    const hub = this.#hubs[(this.#at += 1) % this.#hubs.length] as SimulatedHub;
    return this.#network.call(this.host, hub.host, timeoutMs, () => serve(hub));
  }

  #send(hub: SimulatedHub, job: PlannedJob): Promise<SubmitAnswer> {
    const { n, runMs, attempts, key, type, priority, maxAttempts, timeoutMs, delayMs } = job;
    return hub.submit(
      {
        state: "queued",
        type,
        priority,
        labels: {},
        correlationId: null,
        traceparent: null,
        maxAttempts,
        timeoutMs,
        attempts: [],
        attemptFloor: 0,
      },
      {
        payload: JSON.stringify({ n, runMs, attempts }),
        ...(key === undefined ? {} : { idempotencyKey: key }),
      },
      delayMs,
    );
  }

  #acknowledged(job: PlannedJob, answer: SubmitAnswer): void {
    this.#checker.submitted(job, answer);
    if (answer === "conflict") return;
    const { id } = answer;
    if (job.cancelAfterMs !== undefined) this.host.after(job.cancelAfterMs, () => this.#cancel(id));
    if (job.awaited) this.#read(id);
  }

  #cancel(jobId: string): void {
    this.#call((hub) => hub.cancel(jobId)).then(
      (kind) => {
        if (kind === "changed") this.#checker.cancelled(jobId);
      },
      () => {},
    );
  }

  /** Long polls until the job is finished, a few times. */
  #read(jobId: string, times = 3): void {
    this.#call((hub) => hub.read(jobId, WAIT_MS), WAIT_MS + CALL_TIMEOUT_MS).then(
      (state) => this.#checker.seen(jobId, state),
      () => {
        if (times > 1) this.host.after(RETRY_MS, () => this.#read(jobId, times - 1));
      },
    );
  }
}
