import type { Client, HubError } from "@pigeon/client";
import type { Context } from "../context.ts";
import { batches, specOf, type Defaults, type PlacedSpec } from "../input/specs.ts";
import { lines, type Source } from "../input/source.ts";
import { values } from "../input/values.ts";
import type { ExitCode } from "../exit-codes.ts";
import { CliError, Interrupted, UsageError, type TokenSource } from "../problems.ts";
import type { ProgressBar } from "../print/progress.ts";
import { plural } from "../print/text.ts";
import type { Submitted } from "./wait-for-all.ts";

async function* specsOf(source: Source, defaults: Defaults): AsyncGenerator<PlacedSpec, void> {
  for await (const placed of values(source.name, lines(source.chunks()))) {
    yield specOf(source.name, placed, defaults);
  }
}

/** How many jobs there are. A file is read to its end before anything of it is submitted. */
async function countOf(source: Source, defaults: Defaults): Promise<number | undefined> {
  if (!source.isFile) return undefined;
  let count = 0;
  try {
    for await (const _spec of specsOf(source, defaults)) count += 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message}\nNothing was submitted.`);
  }
  return count;
}

/** Submits all jobs of a file or of stdin, batch by batch; each batch is there as a whole or not at all. */
export async function submitAll(
  { io, tokenSource }: Context,
  client: Client,
  source: Source,
  defaults: Defaults,
  bar: ProgressBar,
  tell: (jobs: readonly Submitted[]) => void,
): Promise<void> {
  const total = await countOf(source, defaults);
  let count = 0;
  let sending: readonly PlacedSpec[] = [];
  try {
    for await (const batch of batches(specsOf(source, defaults))) {
      sending = batch;
      const specs = batch.map(({ spec }) => spec);
      const jobs = await client.submitBatch(specs, { signal: io.signal });
      sending = [];
      count += jobs.length;
      tell(jobs);
      bar.draw(count, total, "submitted");
    }
  } catch (error) {
    if (error instanceof Interrupted && count + sending.length === 0) throw error;
    const known =
      error instanceof CliError ? error : await placed(error, source.name, sending, tokenSource());
    throw new CliError(`${known.message || "interrupted"}${soFar(count, sending, error)}`, known.exitCode);
  } finally {
    bar.clear();
  }
  if (count === 0) throw new UsageError(`${source.name} holds no jobs`);
}

/** What a failure leaves behind, so that one can go on from there. */
function soFar(count: number, sending: readonly PlacedSpec[], error: unknown): string {
  const done = count === 0 ? "" : `\n${plural(count, "job")} before it submitted.`;
  const { maybeReceived } = error as { maybeReceived?: unknown };
  const unknown = maybeReceived === true || (error instanceof Interrupted && sending.length > 0);
  if (!unknown) return done;
  const lines = `${sending[0]?.line} to ${sending.at(-1)?.line}`;
  return `${done}\nWhether the jobs of lines ${lines} are submitted is not known: the hub may have got them.`;
}

/** A failure in words; what the hub says of the jobs of a batch by the lines that they stand on. */
async function placed(
  error: unknown,
  name: string,
  batch: readonly PlacedSpec[],
  tokenSource: TokenSource,
): Promise<{ readonly message: string; readonly exitCode: ExitCode }> {
  const { HubError, JobInputError } = await import("@pigeon/client");
  // Only a job that is a batch by itself can be too large for one.
  if (error instanceof JobInputError) return new UsageError(`${name}:${batch[0]?.line}: ${error.message}`);
  const { verdictOf } = await import("../verdict.ts");
  const problems = error instanceof HubError && error.status === 400 ? problemsOf(error, name, batch) : [];
  return problems.length === 0 ? verdictOf(error, tokenSource) : new UsageError(problems.join("\n"));
}

function problemsOf({ problem }: HubError, name: string, batch: readonly PlacedSpec[]): string[] {
  return (problem.errors ?? []).flatMap(({ path, message }) => {
    const [, index, field] = /^jobs(?:\.|\[)(\d+)\]?\.?(.*)$/.exec(path) ?? [];
    const line = batch[Number(index)]?.line;
    return line === undefined ? [] : [`${name}:${line}: ${field === "" ? "" : `${field}: `}${message}`];
  });
}
