import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { attemptsUsed } from "../../src/jobs/attempts.ts";
import type { Job, JobEvent } from "../../src/jobs/job.ts";
import { transition } from "../../src/jobs/transition.ts";
import {
  START,
  boom,
  cancel,
  fail,
  lease,
  lose,
  newJob,
  play,
  policy,
  redrive,
  release,
  step,
  succeed,
  timeout,
} from "./support.ts";

const page = readFileSync(new URL("../../docs/job-states.md", import.meta.url), "utf8");

/** `from event to` of every arrow of the diagram that an event makes; submit makes a job, and is no event of it. */
function arrowsOfDiagram(): Set<string> {
  const diagram = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const arrows = diagram.matchAll(/^\s+(\w+) --> (\w+): (.+)$/gm);
  const events = [...arrows].flatMap(([, from, to, names]) =>
    (names ?? "").split(", ").map((name) => `${from} ${name} ${to}`),
  );
  return new Set(events);
}

/** Every way in which the current lease, a stale one, and a client can act on the job. */
function eventsFor(job: Job): JobEvent[] {
  const held = job.attempts.length;
  const failures = [fail(held), fail(held, { error: { ...boom, retryable: false } })];
  const ofLease = (n: number) => [succeed(n), timeout(n), lose(n), release(n)];
  return [lease(held + 1), cancel, redrive, ...failures, ...ofLease(held), ...ofLease(held - 1)];
}

/** Walks all that can happen to a job, a few attempts deep. */
function arrowsOfCode(): Set<string> {
  const arrows = new Set<string>();
  let jobs: Job[] = [newJob({ maxAttempts: 2 })];
  for (let depth = 0; depth < 6; depth += 1) {
    jobs = jobs.flatMap((job) =>
      eventsFor(job).flatMap((event) => {
        const outcome = transition(job, event, START, policy);
        if (outcome.kind !== "changed") return [];
        arrows.add(`${job.state} ${event.type} ${outcome.job.state}`);
        return [outcome.job];
      }),
    );
  }
  return arrows;
}

test("every arrow of the diagram can happen, and no other can", () => {
  expect(arrowsOfCode()).toEqual(arrowsOfDiagram());
});

test("states of the diagram that have no way out are the final ones", () => {
  const states = new Set(["queued", "leased", "succeeded", "dead", "cancelled"]);
  for (const arrow of arrowsOfDiagram()) states.delete(arrow.split(" ")[0] ?? "");
  const final = [...page.matchAll(/^\s+(\w+) --> \[\*\]$/gm)].map(([, state]) => state);
  expect(states).toEqual(new Set(final));
});

const leased = step(newJob({ timeoutMs: 10 }), lease(1), START);
const BEFORE: Record<JobEvent["type"], Job> = {
  lease: newJob(),
  succeed: leased,
  fail: leased,
  timeout: leased,
  lose: leased,
  release: leased,
  cancel: leased,
  redrive: play(newJob({ maxAttempts: 1 }), lease(1), fail(1)),
};
const EVENT: Record<JobEvent["type"], JobEvent> = {
  lease: lease(1),
  succeed: succeed(1),
  fail: fail(1),
  timeout: timeout(1),
  lose: lose(1),
  release: release(1),
  cancel,
  redrive,
};
/** Event, what happened, outcome, "yes" or "no": the cells of the table's rows. */
const rows = page
  .slice(page.indexOf("## Events"))
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, event = "", what = "", outcome = "", uses = ""]) => [event, what, outcome, uses] as const);

test("the table names every event", () => {
  expect(new Set(rows.map(([event]) => event))).toEqual(new Set(Object.keys(EVENT)));
});

test.each(rows)("%s (%s) ends the attempt as '%s', and uses it up: '%s'", (name, what, outcome, uses) => {
  const type = name as JobEvent["type"];
  const now = what.includes("at or after the deadline") ? START + 10 : START;
  const after = step(BEFORE[type], EVENT[type], now);
  if (outcome === "") {
    expect(uses).toBe("");
    return;
  }
  expect(after.attempts.at(-1)?.outcome).toBe(outcome);
  expect(attemptsUsed(after)).toBe(uses === "yes" ? 1 : 0);
});
