import { MAX_BATCH_JOBS, MAX_BODY_BYTES } from "@pigeon/protocol";
import type { JobSpec } from "@pigeon/protocol";
import type { CallOptions } from "./calls.ts";
import type { WaitOptions } from "./waiting.ts";

export interface SubmitOptions extends CallOptions {
  /**
   * Default true: a job without an idempotency key gets a random one, so that a request whose answer was
   * lost can be sent again without making a second job. With false, such a request fails instead.
   */
  readonly idempotent?: boolean;
}

export interface RunOptions extends SubmitOptions, WaitOptions {}

/** Jobs that cannot be sent as they are. */
export class JobInputError extends TypeError {
  override readonly name: string = "JobInputError";
}

/** What is sent for one or more jobs, and whether it may be sent twice. */
export interface Submission {
  readonly body: string;
  readonly repeatable: boolean;
}

/** The body of a single submit. Throws JobInputError. */
export function submissionOf(spec: JobSpec, idempotent: boolean, uuid: () => string): Submission {
  const keyed = withKey(spec, idempotent, uuid);
  return { body: toJson(keyed, "the job"), repeatable: keyed.idempotencyKey !== undefined };
}

/** The body of a batch: 1..1000 jobs, all or nothing. Throws JobInputError. */
export function batchSubmissionOf(
  specs: readonly JobSpec[],
  idempotent: boolean,
  uuid: () => string,
): Submission {
  if (!Array.isArray(specs) || specs.length < 1 || specs.length > MAX_BATCH_JOBS) {
    const received = Array.isArray(specs) ? `${specs.length} jobs` : typeof specs;
    throw new JobInputError(`a batch has 1 to ${MAX_BATCH_JOBS} jobs, received ${received}`);
  }
  const jobs = specs.map((spec) => withKey(spec, idempotent, uuid));
  const body = toJson({ jobs }, "the batch");
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_BODY_BYTES) {
    throw new JobInputError(
      `the batch has ${bytes} bytes, expected at most ${MAX_BODY_BYTES}; submit it in parts`,
    );
  }
  return { body, repeatable: jobs.every((job) => job.idempotencyKey !== undefined) };
}

function withKey(spec: JobSpec, idempotent: boolean, uuid: () => string): JobSpec {
  return idempotent && spec.idempotencyKey === undefined ? { ...spec, idempotencyKey: uuid() } : spec;
}

function toJson(value: unknown, what: string): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new JobInputError(`${what} cannot be sent as JSON: ${why}`, { cause });
  }
}
