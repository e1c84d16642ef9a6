import type { Client, HubError } from "@pigeon/client";
import type { Context } from "../context.ts";
import { batches, specOf, type Defaults, type PlacedSpec } from "../input/specs.ts";
import { lines, type Source } from "../input/source.ts";
import { values } from "../input/values.ts";
import { UsageError } from "../problems.ts";
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
  { io }: Context,
  client: Client,
  source: Source,
  defaults: Defaults,
  bar: ProgressBar,
  tell: (jobs: readonly Submitted[]) => void,
): Promise<Submitted[]> {
  const total = await countOf(source, defaults);
  const submitted: Submitted[] = [];
  try {
    for await (const batch of batches(specsOf(source, defaults))) {
      const jobs = await client
        .submitBatch(
          batch.map(({ spec }) => spec),
          { signal: io.signal },
        )
        .catch(async (error: unknown) => {
          throw await placed(error, source.name, batch);
        });
      submitted.push(...jobs);
      tell(jobs);
      bar.draw(submitted.length, total, "submitted");
    }
  } catch (error) {
    if (submitted.length > 0 && error instanceof UsageError)
      throw new UsageError(`${error.message}\n${plural(submitted.length, "job")} before it submitted.`);
    throw error;
  } finally {
    bar.clear();
  }
  if (submitted.length === 0) throw new UsageError(`${source.name} holds no jobs`);
  return submitted;
}

/** What the hub says of the jobs of a batch, by the lines that they stand on. */
async function placed(error: unknown, name: string, batch: readonly PlacedSpec[]): Promise<unknown> {
  const { HubError } = await import("@pigeon/client");
  if (!(error instanceof HubError) || error.status !== 400) return error;
  const problems = problemsOf(error, name, batch);
  return problems.length === 0 ? error : new UsageError(problems.join("\n"));
}

function problemsOf({ problem }: HubError, name: string, batch: readonly PlacedSpec[]): string[] {
  return (problem.errors ?? []).flatMap(({ path, message }) => {
    const [, index, field] = /^jobs(?:\.|\[)(\d+)\]?\.?(.*)$/.exec(path) ?? [];
    const line = batch[Number(index)]?.line;
    return line === undefined ? [] : [`${name}:${line}: ${field === "" ? "" : `${field}: `}${message}`];
  });
}
