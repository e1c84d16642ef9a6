import type { JobSpec } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { sourceOf, type Source } from "../input/source.ts";
import type { Defaults } from "../input/specs.ts";
import { UsageError } from "../problems.ts";
import { ProgressBar } from "../print/progress.ts";
import { plural } from "../print/text.ts";
import { submitAll } from "./submit-all.ts";
import { waitForAll, type Submitted } from "./wait-for-all.ts";

export interface SubmitOptions {
  readonly type?: string;
  readonly payload?: unknown;
  readonly priority?: number;
  readonly delay?: number;
  readonly runAt?: string;
  readonly maxAttempts?: number;
  readonly timeout?: number;
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  readonly label?: Readonly<Record<string, string>>;
  readonly wait?: boolean;
  readonly waitTimeout?: number;
}

/** The options that hold for every job of a file. */
export function defaultsOf(options: SubmitOptions): Defaults {
  const { type, priority, delay, runAt, maxAttempts, timeout, correlationId, label } = options;
  const given = {
    type,
    priority,
    delayMs: delay,
    runAt,
    maxAttempts,
    timeoutMs: timeout,
    correlationId,
    labels: label,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defaults;
}

/** One job from the options, or many from a file or stdin. */
function inputOf({ io }: Context, file: string | undefined, options: SubmitOptions): JobSpec | Source {
  const { type, payload, idempotencyKey, wait, waitTimeout } = options;
  if (waitTimeout !== undefined && wait !== true) throw new UsageError("--wait-timeout goes with --wait");
  if (file === undefined && type !== undefined) {
    return {
      ...defaultsOf(options),
      type,
      ...(payload === undefined ? {} : { payload }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    };
  }
  if (payload !== undefined || idempotencyKey !== undefined)
    throw new UsageError(
      "--payload and --idempotency-key are of one job: expected --type with them, and no file",
    );
  if (file === undefined && io.stdin.isTTY === true)
    throw new UsageError(
      "expected a job by --type, a file of jobs, or jobs on stdin; see pigeon submit --help",
    );
  return sourceOf(io, file ?? "-");
}

export const submit: Action<SubmitOptions> = async (context, { args: [file], options }) => {
  const input = inputOf(context, file, options);
  const client = await context.client();
  const bar = new ProgressBar(context.io);
  const waits = options.wait === true;
  // Only what is needed later is kept: there may be millions.
  const ids: string[] = [];
  let count = 0;
  let known = 0;
  const tell = (jobs: readonly Submitted[]): void => {
    count += jobs.length;
    known += jobs.filter(({ created }) => !created).length;
    if (waits) for (const { id } of jobs) ids.push(id);
    else print(context, bar, jobs);
  };
  if ("chunks" in input) await submitAll(context, client, input, defaultsOf(options), bar, tell);
  // By a batch of one, which says whether the job is new.
  else tell(await client.submitBatch([input], { signal: context.io.signal }));
  if ("chunks" in input || waits) context.note(submittedLine(count, known));
  return waits ? await waitForAll(context, client, ids, options.waitTimeout, bar) : EXIT.ok;
};

function print({ io, json }: Context, bar: ProgressBar, jobs: readonly Submitted[]): void {
  bar.clear();
  io.stdout.write(jobs.map((job) => `${json ? JSON.stringify(job) : job.id}\n`).join(""));
}

function submittedLine(count: number, known: number): string {
  return `${plural(count, "job")} submitted${known === 0 ? "" : `, ${known} of them known already`}`;
}
