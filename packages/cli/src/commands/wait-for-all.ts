import type { BatchAnswer, Client, Job } from "@pigeon/client";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { paintState } from "../print/style.ts";
import type { ProgressBar } from "../print/progress.ts";
import { clean } from "../print/text.ts";

export type Submitted = BatchAnswer["jobs"][number];

/** Long polls at once: below the client's connections. */
const AT_ONCE = 50;

/** Waits for all jobs, and tells of each as it is finished. */
export async function waitForAll(
  context: Context,
  client: Client,
  ids: readonly string[],
  timeoutMs: number | undefined,
  bar: ProgressBar,
): Promise<ExitCode> {
  const { io } = context;
  const { isNoHub } = await import("../verdict.ts");
  const { HubError, JobWaitTimeoutError } = await import("@pigeon/client");
  const until = timeoutMs === undefined ? undefined : io.now() + timeoutMs;
  const waiting = ids.values();
  const counts = { finished: 0, failed: 0, late: 0, gone: 0 };

  const waitForSome = async (): Promise<void> => {
    for (const id of waiting) {
      const limit = until === undefined ? {} : { timeoutMs: Math.max(1, until - io.now()) };
      try {
        const job = await client.waitForJob(id, { ...limit, signal: io.signal });
        counts.finished += 1;
        if (job.state !== "succeeded") counts.failed += 1;
        bar.clear();
        tell(context, job);
      } catch (error) {
        if (error instanceof JobWaitTimeoutError) counts.late += 1;
        else if (error instanceof HubError && error.status === 404 && !isNoHub(error.problem))
          counts.gone += 1;
        else throw error;
      }
      bar.draw(counts.finished, ids.length, "finished");
    }
  };
  bar.draw(0, ids.length, "finished");
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, waitForSome));
  } finally {
    bar.clear();
  }
  const { failed, late, gone } = counts;
  if (failed > 0) context.note(`${failed} of ${ids.length} dead or cancelled`);
  if (late > 0) context.note(`${late} of ${ids.length} not finished in time; they go on`);
  if (gone > 0) context.note(`${gone} of ${ids.length} not there any more: finished long ago, or deleted`);
  if (failed > 0) return EXIT.jobFailed;
  if (late > 0) return EXIT.timeout;
  return gone > 0 ? EXIT.notFound : EXIT.ok;
}

function tell(context: Context, job: Job): void {
  if (context.json) return context.emit(job);
  const { paint } = context;
  const { error, result } = job;
  const what = error === undefined ? JSON.stringify(result ?? null) : `${error.name}: ${error.message}`;
  context.print(`${job.id}  ${paintState(paint, job.state)}  ${clean(what)}\n`);
}
