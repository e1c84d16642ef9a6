import type { Job } from "@pigeon/client";
import type { Context } from "../context.ts";
import { paintState } from "../print/style.ts";
import { clean, duration } from "../print/text.ts";

/** Says of a job what was not said yet. Told an older state than before, it says nothing. */
export class Progress {
  readonly #context: Context;
  readonly #said = new Set<string>();
  #finished = false;

  constructor(context: Context) {
    this.#context = context;
  }

  saw(job: Job): void {
    if (this.#finished) return;
    const { json, emit } = this.#context;
    const news = this.#linesOf(job).filter(([key]) => !this.#said.has(key));
    for (const [key] of news) this.#said.add(key);
    this.#finished = job.finishedAt !== undefined;
    if (news.length === 0) return;
    if (json) emit(job);
    else for (const [, line] of news) this.#context.print(`${line}\n`);
  }

  /** One line for each thing that happened, with a key that tells it from all others. */
  #linesOf(job: Job): [key: string, line: string][] {
    const { paint } = this.#context;
    const at = (time: string): string => paint("dim", time);
    const lines: [string, string][] = [["created", `${at(job.createdAt)}  queued: ${job.type} ${job.id}`]];
    for (const { leaseId, number, workerId, startedAt, endedAt, outcome, error } of job.attempts) {
      lines.push([`${leaseId} began`, `${at(startedAt)}  attempt ${number} on ${clean(workerId)}`]);
      if (endedAt === undefined || outcome === undefined) continue;
      const took = duration(Date.parse(endedAt) - Date.parse(startedAt));
      const why = error === undefined ? "" : `: ${clean(`${error.name}: ${error.message}`)}`;
      lines.push([
        `${leaseId} ended`,
        `${at(endedAt)}  attempt ${number} ${paintState(paint, outcome)} after ${took}${why}`,
      ]);
    }
    if (job.finishedAt !== undefined) {
      const result = job.state === "succeeded" ? `: ${clean(JSON.stringify(job.result) ?? "null")}` : "";
      lines.push(["finished", `${at(job.finishedAt)}  ${paintState(paint, job.state)}${result}`]);
    }
    return lines;
  }
}
