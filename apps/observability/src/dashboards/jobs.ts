import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { choice, dashboard, graph, HUBS, quantile, rate } from "../panels.ts";

const TYPES = `, type=~"$type"`;

/** Which type of job is slow, fails, or waits? */
export function jobs(): DashboardBuilder {
  const share = (outcomes: string) =>
    `${rate("pigeon_attempts_ended_total", "type", `${TYPES}, outcome=~"${outcomes}"`)} / (${rate("pigeon_attempts_ended_total", "type", TYPES)} > 0)`;
  return dashboard(
    "pigeon-jobs",
    "jobs",
    "Jobs by type. After 50 types the rest is counted as other.",
    [
      {
        title: "Flow",
        panels: [
          graph("Submitted", "Jobs stored.", "ops", [
            [rate("pigeon_jobs_submitted_total", "type", TYPES), "{{type}}"],
          ]),
          graph("Succeeded", "Jobs with a result.", "ops", [
            [rate("pigeon_jobs_finished_total", "type", `${TYPES}, state="succeeded"`), "{{type}}"],
          ]),
          graph("Dead", "Dead letters made: their attempts are used up, or they can never succeed.", "ops", [
            [rate("pigeon_jobs_finished_total", "type", `${TYPES}, state="dead"`), "{{type}}"],
          ]),
          graph("Retried", "Attempts that used up a try and left the job queued.", "ops", [
            [rate("pigeon_job_retries_total", "type", TYPES), "{{type}}"],
          ]),
          graph("Redriven", "Dead letters sent back to the queue.", "ops", [
            [rate("pigeon_jobs_redriven_total", "type", TYPES), "{{type}}"],
          ]),
          graph("Leases handed out", "Attempts begun.", "ops", [
            [rate("pigeon_attempts_started_total", "type", TYPES), "{{type}}"],
          ]),
        ],
      },
      {
        title: "Queue",
        panels: [
          graph("Queued", "Jobs that wait, also those that are not due yet.", "short", [
            [`max by (type) (pigeon_type_queue_depth{${HUBS}${TYPES}})`, "{{type}}"],
          ]),
          graph("Oldest that waits", "Of the jobs that could run: one type alone lacks workers.", "s", [
            [`max by (type) (pigeon_type_queue_age_seconds{${HUBS}${TYPES}})`, "{{type}}"],
          ]),
        ],
      },
      {
        title: "Time",
        panels: [
          graph("Wait, p95", "From the moment in which a job could run to its lease.", "s", [
            [quantile(0.95, "pigeon_job_wait_seconds", "type", TYPES), "{{type}}"],
          ]),
          graph("Run time, p95", "Of attempts that succeeded.", "s", [
            [
              quantile(0.95, "pigeon_attempt_duration_seconds", "type", `${TYPES}, outcome="succeeded"`),
              "{{type}}",
            ],
          ]),
          graph("From due to done, p95", "All attempts and the pauses between them included.", "s", [
            [quantile(0.95, "pigeon_job_duration_seconds", "type", TYPES), "{{type}}"],
          ]),
        ],
      },
      {
        title: "Failures",
        panels: [
          graph(
            "Share of attempts that failed",
            "Reported by the handler, or its time was up.",
            "percentunit",
            [[share("failed|timeout"), "{{type}}"]],
          ),
          graph(
            "Share of attempts that lost their worker",
            "One type alone: it may be what kills them.",
            "percentunit",
            [[share("lost"), "{{type}}"]],
          ),
          graph(
            "Share of attempts that were released",
            "Refused, drained, or never handed over.",
            "percentunit",
            [[share("released"), "{{type}}"]],
          ),
        ],
      },
    ],
    [choice("type", "Job type", "label_values(pigeon_jobs_submitted_total, type)")],
  );
}
