import { expect, test } from "vitest";
import type { Job, JobEvent, Refusal } from "../../src/jobs/job.ts";
import { transition } from "../../src/jobs/transition.ts";
import {
  START,
  STEP_MS,
  cancel,
  fail,
  lease,
  lose,
  newJob,
  play,
  policy,
  redrive,
  release,
  succeed,
  timeout,
} from "./support.ts";

type Verdict = Job["state"] | Refusal | "repeated";

const EVENTS = {
  lease: lease(9),
  succeed: succeed(1),
  fail: fail(1),
  timeout: timeout(1),
  lose: lose(1),
  release: release(1),
  "succeed, other lease": succeed(8),
  "fail, other lease": fail(8),
  "timeout, other lease": timeout(8),
  "lose, other lease": lose(8),
  "release, other lease": release(8),
  cancel: cancel,
  redrive: redrive,
} satisfies Record<string, JobEvent>;
type EventName = keyof typeof EVENTS;

const STALE_ELSEWHERE = {
  "succeed, other lease": "stale-lease",
  "fail, other lease": "stale-lease",
  "timeout, other lease": "stale-lease",
  "lose, other lease": "stale-lease",
  "release, other lease": "stale-lease",
} satisfies Partial<Record<EventName, Verdict>>;
const ALL_STALE = {
  ...STALE_ELSEWHERE,
  succeed: "stale-lease",
  fail: "stale-lease",
  timeout: "stale-lease",
  lose: "stale-lease",
  release: "stale-lease",
} satisfies Partial<Record<EventName, Verdict>>;

/** Every event in every state: the state that follows, or why it is refused. The first lease is lease-1. */
const TABLE: { name: string; job: Job; verdicts: Record<EventName, Verdict> }[] = [
  {
    name: "queued, new",
    job: newJob(),
    verdicts: { ...ALL_STALE, lease: "leased", cancel: "cancelled", redrive: "not-dead" },
  },
  {
    name: "queued, after a failure",
    job: play(newJob(), lease(1), fail(1)),
    verdicts: { ...ALL_STALE, fail: "repeated", lease: "leased", cancel: "cancelled", redrive: "not-dead" },
  },
  {
    name: "queued, after a loss",
    job: play(newJob(), lease(1), lose(1)),
    verdicts: { ...ALL_STALE, lease: "leased", cancel: "cancelled", redrive: "not-dead" },
  },
  {
    name: "queued, after a release",
    job: play(newJob(), lease(1), release(1)),
    verdicts: { ...ALL_STALE, lease: "leased", cancel: "cancelled", redrive: "not-dead" },
  },
  {
    name: "leased",
    job: play(newJob(), lease(1)),
    verdicts: {
      ...STALE_ELSEWHERE,
      lease: "not-queued",
      succeed: "succeeded",
      fail: "queued",
      timeout: "queued",
      lose: "queued",
      release: "queued",
      cancel: "cancelled",
      redrive: "not-dead",
    },
  },
  {
    name: "leased, the last attempt",
    job: play(newJob({ maxAttempts: 1 }), lease(1)),
    verdicts: {
      ...STALE_ELSEWHERE,
      lease: "not-queued",
      succeed: "succeeded",
      fail: "dead",
      timeout: "dead",
      lose: "dead",
      release: "queued",
      cancel: "cancelled",
      redrive: "not-dead",
    },
  },
  {
    name: "leased again, after a failure",
    job: play(newJob(), lease(1), fail(1), lease(2)),
    verdicts: {
      ...ALL_STALE,
      fail: "repeated",
      lease: "not-queued",
      cancel: "cancelled",
      redrive: "not-dead",
    },
  },
  {
    name: "succeeded",
    job: play(newJob(), lease(1), succeed(1)),
    verdicts: {
      ...ALL_STALE,
      succeed: "repeated",
      lease: "not-queued",
      cancel: "already-finished",
      redrive: "not-dead",
    },
  },
  {
    name: "dead by a failure",
    job: play(newJob({ maxAttempts: 1 }), lease(1), fail(1)),
    verdicts: {
      ...ALL_STALE,
      fail: "repeated",
      lease: "not-queued",
      cancel: "already-finished",
      redrive: "queued",
    },
  },
  {
    name: "dead by a loss",
    job: play(newJob({ maxAttempts: 1 }), lease(1), lose(1)),
    verdicts: { ...ALL_STALE, lease: "not-queued", cancel: "already-finished", redrive: "queued" },
  },
  {
    name: "cancelled while queued",
    job: play(newJob(), cancel),
    verdicts: { ...ALL_STALE, lease: "not-queued", cancel: "already-finished", redrive: "not-dead" },
  },
  {
    name: "cancelled while leased",
    job: play(newJob(), lease(1), cancel),
    verdicts: { ...ALL_STALE, lease: "not-queued", cancel: "already-finished", redrive: "not-dead" },
  },
];

const CELLS = TABLE.flatMap(({ name, job, verdicts }) =>
  Object.entries(EVENTS).map(([eventName, event]) => {
    const verdict = verdicts[eventName as EventName];
    return [name, eventName, verdict, job, event] as const;
  }),
);

test.each(CELLS)("%s + %s -> %s", (_state, _event, verdict, job, event) => {
  const outcome = transition(job, event, START + 10 * STEP_MS, policy);
  const got =
    outcome.kind === "changed" ? outcome.job.state : outcome.kind === "refused" ? outcome.reason : "repeated";
  expect(got).toBe(verdict);
  // What changes nothing gives back the very job that came.
  if (outcome.kind !== "changed") expect(outcome.job).toBe(job);
});
