import type { Job } from "@pigeon/protocol";

/** The job ended without a result: it is dead or was cancelled. */
export class JobFailedError extends Error {
  override readonly name: string = "JobFailedError";
  readonly retryable: false = false;
  /** The job with its attempts and their errors. */
  readonly job: Job;

  constructor(job: Job) {
    super(textOf(job));
    this.job = job;
  }
}

/** The job was not finished in time. It goes on all the same: wait again, or cancel it. */
export class JobWaitTimeoutError extends Error {
  override readonly name: string = "JobWaitTimeoutError";
  readonly jobId: string;
  /** The job as it was seen last; undefined when the hub could not be asked at all. */
  readonly job: Job | undefined;

  constructor(jobId: string, timeoutMs: number, job: Job | undefined, cause: unknown) {
    const seen = job === undefined ? "the hub could not be asked" : `it is ${job.state}`;
    super(`job ${jobId} was not finished within ${timeoutMs} ms; ${seen}`, { cause });
    this.jobId = jobId;
    this.job = job;
  }
}

function textOf({ id, type, state, attempts, error }: Job): string {
  if (state === "cancelled") return `job ${id} (${type}) was cancelled`;
  const tries = attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`;
  const why = error === undefined ? "" : `: ${error.name}: ${error.message}`;
  return `job ${id} (${type}) is ${state} after ${tries}${why}`;
}
