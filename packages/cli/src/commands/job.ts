import type { Client, Job } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { paintState } from "../print/style.ts";
import { facts, table } from "../print/table.ts";
import { ago, clean, duration } from "../print/text.ts";
import { Progress } from "./job-progress.ts";

type Attempt = Job["attempts"][number];

export const showJob: Action<{ readonly follow?: boolean }> = async (context, { args, options }) => {
  const [id = ""] = args;
  const client = await context.client();
  const { signal } = context.io;
  const job = await client.getJob(id, { signal });
  if (options.follow !== true) {
    if (context.json) context.emit(job);
    else context.print(describe(context, job));
    return;
  }
  return follow(context, client, job);
};

function lasted({ startedAt, endedAt }: Attempt, now: number): string {
  return duration((endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

/** All that is known of a job. */
export function describe({ paint, io, width }: Context, job: Job): string {
  const now = io.now();
  const labels = Object.entries(job.labels).map(([name, value]) => `${name}=${value}`);
  const head = facts(
    [
      ["job", job.id],
      ["type", job.type],
      ["state", paintState(paint, job.state)],
      ["priority", job.priority === 0 ? undefined : String(job.priority)],
      ["labels", labels.length === 0 ? undefined : clean(labels.join(", "))],
      ["correlation", job.correlationId === null ? undefined : clean(job.correlationId)],
      ["created", `${job.createdAt} (${ago(job.createdAt, now)})`],
      [
        "runs",
        job.state === "queued" && job.runAt !== job.createdAt
          ? `${job.runAt} (${ago(job.runAt, now)})`
          : undefined,
      ],
      ["finished", job.finishedAt && `${job.finishedAt} (${ago(job.finishedAt, now)})`],
      ["payload", clean(JSON.stringify(job.payload) ?? "null")],
      ["result", job.state === "succeeded" ? clean(JSON.stringify(job.result) ?? "null") : undefined],
      ["error", job.error && paint("red", clean(`${job.error.name}: ${job.error.message}`))],
      ["fingerprint", job.error?.fingerprint],
      ["attempts", `${job.attempts.length} of ${job.maxAttempts}`],
    ],
    paint,
  );
  // Its first line is the error again.
  const stack = (job.error?.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const trace = stack.map((line) => `${paint("dim", clean(line))}\n`).join("");
  if (job.attempts.length === 0) return head + trace;
  const attempts = table<Attempt>(
    [
      { title: "#", text: ({ number }) => String(number), align: "right" },
      { title: "WORKER", text: ({ workerId }) => workerId, whole: true },
      { title: "STARTED", text: ({ startedAt }) => ago(startedAt, now) },
      { title: "TOOK", text: (attempt) => lasted(attempt, now), align: "right" },
      {
        title: "OUTCOME",
        text: ({ outcome = "running" }) => outcome,
        paint: (text) => paintState(paint, text),
      },
      { title: "ERROR", text: ({ error }) => (error === undefined ? "" : `${error.name}: ${error.message}`) },
    ],
    job.attempts,
    { paint, width },
  );
  return `${head}${trace}\n${attempts}`;
}

/** The state that a job ended in, as an exit code. */
export function exitCodeOf({ state }: Job): ExitCode {
  return state === "succeeded" ? EXIT.ok : EXIT.jobFailed;
}

/** Tells each change as it comes; the long poll knows the end, also where events get lost. */
async function follow(context: Context, client: Client, first: Job): Promise<ExitCode> {
  const { id } = first;
  const progress = new Progress(context);
  progress.saw(first);
  const ended = new AbortController();
  const signal = AbortSignal.any([context.io.signal, ended.signal]);
  const watching = watch(client, id, signal, (job) => progress.saw(job));
  try {
    const job = await client.waitForJob(id, { signal: context.io.signal });
    progress.saw(job);
    return exitCodeOf(job);
  } finally {
    ended.abort();
    await watching;
  }
}

async function watch(
  client: Client,
  id: string,
  signal: AbortSignal,
  saw: (job: Job) => void,
): Promise<void> {
  try {
    for await (const event of client.events({ types: ["job"], signal })) {
      if (event.event === "reset" || (event.event === "job" && event.data.id === id))
        saw(await client.getJob(id, { signal }));
    }
  } catch {
    // Without events the end is still told.
  }
}
