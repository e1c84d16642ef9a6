import { isDeepStrictEqual } from "node:util";
import type { Job } from "@pigeon/client";

/** A moment when a process was killed, in epoch ms. */
export interface Kill {
  readonly what: "worker" | "hub";
  readonly at: number;
  /** When the hub answered again, for a hub that was restarted. */
  readonly backAt?: number;
}

export interface Verdict {
  readonly jobs: number;
  readonly attempts: number;
  /** Jobs whose worker was lost, or could not be handed them any more, and that began again elsewhere. */
  readonly reassigned: number;
  readonly wrongResults: number;
  /** Jobs with more than one accepted result, and jobs that one submission made twice. */
  readonly duplicates: number;
  /** Submitted jobs that are not there, or did not succeed. */
  readonly lost: number;
  /** For each kill: ms until the first attempt that began because of it. */
  readonly recoveryMs: readonly (number | undefined)[];
}

/** Holds what the hub says against what must be true. `expected` maps a job's label `file` to its result. */
export function judge(
  jobs: readonly Job[],
  expected: ReadonlyMap<string, unknown>,
  kills: readonly Kill[],
): Verdict {
  const seen = new Map<string, number>();
  let wrongResults = 0;
  for (const { labels, state, result } of jobs) {
    const file = labels["file"] ?? "";
    seen.set(file, (seen.get(file) ?? 0) + 1);
    if (state === "succeeded" && !isDeepStrictEqual(result, expected.get(file))) wrongResults += 1;
  }
  const succeeded = new Set(
    jobs.filter(({ state }) => state === "succeeded").map(({ labels }) => labels["file"]),
  );
  const acceptedTwice = jobs.filter(
    ({ attempts }) => attempts.filter(({ outcome }) => outcome === "succeeded").length > 1,
  );
  return {
    jobs: jobs.length,
    attempts: jobs.reduce((sum, { attempts }) => sum + attempts.length, 0),
    reassigned: jobs.filter(wasReassigned).length,
    wrongResults,
    duplicates: acceptedTwice.length + [...seen.values()].filter((times) => times > 1).length,
    lost: [...expected.keys()].filter((file) => !succeeded.has(file)).length,
    recoveryMs: kills.map((kill) => recovery(jobs, kill)),
  };
}

export function isFlawless({ lost, duplicates, wrongResults }: Verdict): boolean {
  return lost === 0 && duplicates === 0 && wrongResults === 0;
}

function wasReassigned({ attempts }: Job): boolean {
  return attempts.some((_attempt, index) => followsLoss(attempts, index));
}

/** A lease on its way to a worker that dies is released: it costs the job no attempt, but moves it too. */
function followsLoss(attempts: Job["attempts"], index: number): boolean {
  const before = attempts[index - 1]?.outcome;
  return before === "lost" || before === "released";
}

/**
 * After a worker's death: the first attempt that follows a lost one. After the hub's: the first attempt of
 * any job, since its leases outlive it and nothing need be reassigned.
 */
function recovery(jobs: readonly Job[], kill: Kill): number | undefined {
  const starts = jobs.flatMap(({ attempts }) =>
    attempts.filter((_attempt, index) => kill.what === "hub" || followsLoss(attempts, index)),
  );
  const after = starts.map(({ startedAt }) => Date.parse(startedAt)).filter((at) => at >= kill.at);
  return after.length === 0 ? undefined : after.reduce((least, at) => Math.min(least, at)) - kill.at;
}

/** The verdict as the lines that a person reads. */
export function renderVerdict(verdict: Verdict, kills: readonly Kill[], seconds: number): string {
  const rows: [string, string][] = [
    ["jobs", `${verdict.jobs} in ${seconds.toFixed(1)} s (${Math.round(verdict.jobs / seconds)}/s)`],
    ["attempts", String(verdict.attempts)],
    ["reassigned jobs", String(verdict.reassigned)],
    ...kills.map((kill, index): [string, string] => [
      `${kill.what} killed`,
      afterKill(kill, verdict.recoveryMs[index]),
    ]),
    ["wrong results", String(verdict.wrongResults)],
    ["duplicates accepted", String(verdict.duplicates)],
    ["lost", String(verdict.lost)],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(20)} ${value}`);
  return [
    ...lines,
    isFlawless(verdict) ? "Every accepted job finished, once, and right." : "NOT as promised.",
  ].join("\n");
}

function afterKill({ what, at, backAt }: Kill, recoveryMs: number | undefined): string {
  if (recoveryMs === undefined) return "nothing had to move";
  if (what === "worker") return `first reassigned attempt after ${recoveryMs} ms`;
  return `first attempt after ${recoveryMs} ms (hub ready again after ${(backAt ?? at) - at} ms, leases kept)`;
}
