import type { Breakers } from "@pigeon/breaker";
import type { RetryOptions } from "@pigeon/retry";
import { LATENCY_BOUNDS } from "./buckets.ts";
import type { Exposition, Reading } from "./exposition.ts";

const STATES = ["closed", "open", "half-open", "isolated"] as const;

/** What a retry tells of itself. */
export type RetryEvents = Required<Pick<RetryOptions, "onRetry" | "onGiveUp">>;

/** Calls to workers, as their breakers see them. */
export function breakerMetrics(exposition: Exposition, breakers: Breakers): void {
  exposition.gauge("pigeon_breakers", "Breakers around workers, by state.", ["state"], () => {
    const counts = { closed: 0, open: 0, "half-open": 0, isolated: 0 };
    for (const { state } of breakers.snapshots()) counts[state] += 1;
    return STATES.map((state): Reading => [[state], counts[state]]);
  });
  const changes = exposition.counter(
    "pigeon_breaker_transitions_total",
    "Changes of state, by the new one.",
    "to",
  );
  for (const state of STATES) changes.with(state);
  const calls = exposition.counter(
    "pigeon_worker_calls_total",
    "Calls that hand leases to workers: success, failure, timeout, or rejected by an open breaker.",
    "outcome",
  );
  const [succeeded, failed, late, rejected] = ["success", "failure", "timeout", "rejected"].map((outcome) =>
    calls.with(outcome),
  );
  const durations = exposition
    .histogram(
      "pigeon_worker_call_duration_seconds",
      "How long calls that hand leases to workers took, however they ended.",
      LATENCY_BOUNDS,
    )
    .with();
  const count = (series = calls.with("failure")) => {
    series.value += 1;
  };
  breakers.on("stateChange", ({ to }) => count(changes.with(to)));
  breakers.on("rejected", () => count(rejected));
  breakers.on("success", ({ durationMs }) => {
    count(succeeded);
    durations.observe(durationMs / 1000);
  });
  breakers.on("failure", ({ durationMs }) => {
    count(failed);
    durations.observe(durationMs / 1000);
  });
  breakers.on("timeout", ({ durationMs }) => {
    count(late);
    durations.observe(durationMs / 1000);
  });
}

/** Retries of those calls, and calls that were given up, by reason: "budget" when a retry budget was spent. */
export function retryMetrics(exposition: Exposition): RetryEvents {
  const retries = exposition
    .counter("pigeon_worker_call_retries_total", "Calls to workers made again.")
    .with();
  const given = exposition.counter(
    "pigeon_worker_calls_given_up_total",
    "Calls to workers that failed in the end, by why they were not made again.",
    "reason",
  );
  for (const reason of ["not-retryable", "exhausted", "deadline", "budget", "throttled", "aborted"])
    given.with(reason);
  return {
    onRetry: () => {
      retries.value += 1;
    },
    onGiveUp: ({ reason }) => {
      given.with(reason).value += 1;
    },
  };
}
