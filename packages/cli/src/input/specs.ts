import type { JobSpec } from "@pigeon/client";
import { UsageError } from "../problems.ts";
import type { Placed } from "./values.ts";

/** What the options say of every job; what a job says of itself goes before. */
export type Defaults = Partial<Omit<JobSpec, "idempotencyKey">>;

/** A job to submit, and where it stands. */
export interface PlacedSpec {
  readonly line: number;
  readonly spec: JobSpec;
}

/** A job of a file, with the options for what it leaves open. */
export function specOf(name: string, { line, value }: Placed, defaults: Defaults): PlacedSpec {
  const where = `${name}:${line}`;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(
      `${where}: expected a job, such as {"type":"…","payload":…}, received ${kindOf(value)}`,
    );
  const given = value as Partial<JobSpec>;
  const type = given.type ?? defaults.type;
  if (type === undefined) throw new UsageError(`${where}: the job has no type; add one, or say --type`);
  // A job with its own time to run takes neither of the two from the options.
  const timed = given.delayMs !== undefined || given.runAt !== undefined;
  const { delayMs: _delayMs, runAt: _runAt, ...timeless } = defaults;
  const labels = { ...defaults.labels, ...given.labels };
  return {
    line,
    spec: {
      ...(timed ? timeless : defaults),
      ...given,
      type,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
  };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

/** The bounds of a batch: the hub takes 1000 jobs and 16 MiB at once. */
const MOST_JOBS = 500;
const MOST_CHARACTERS = 4_000_000;

/** Jobs in the batches that they are sent in. */
export async function* batches(specs: AsyncIterable<PlacedSpec>): AsyncGenerator<PlacedSpec[], void> {
  let batch: PlacedSpec[] = [];
  let size = 0;
  for await (const one of specs) {
    const length = JSON.stringify(one.spec).length;
    if (batch.length > 0 && (batch.length >= MOST_JOBS || size + length > MOST_CHARACTERS)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(one);
    size += length;
  }
  if (batch.length > 0) yield batch;
}
