import type { Breakers } from "@pigeon/breaker";
import type { Detector } from "@pigeon/detector";
import type { JobChange, Ledger } from "../ledger.ts";
import type { Clock } from "../ports.ts";
import type { EventLog, LoggedEvent } from "./event-log.ts";

/** As many as an event names; it tells how many there are. */
const NAMED_SUSPECTS = 20;

/** Writes what happens to jobs, workers, breakers and the fleet into the log. */
export function feed(
  log: EventLog,
  parts: {
    readonly ledger: Ledger;
    readonly detector: Detector;
    readonly breakers: Breakers;
    readonly clock: Clock;
  },
): void {
  const { ledger, detector, breakers, clock } = parts;
  ledger.follow((change) => log.append(jobEvent(change, clock.now())));
  detector.onStatusChange(({ workerId, to, reasons }) =>
    log.append(workerEvent(workerId, "status", clock.now(), { status: to, reasons })),
  );
  detector.onFleetSuspect(({ phase, suspects, fleetSize, reason, at }) =>
    log.append({
      event: "fleet",
      data: {
        suspect: phase === "begin",
        suspects: suspects.length,
        fleetSize,
        workerIds: suspects.slice(0, NAMED_SUSPECTS),
        reason,
        at: at.getTime(),
      },
    }),
  );
  breakers.on("stateChange", ({ name, from, to }) =>
    log.append({ event: "breaker", data: { name, from, to, at: clock.now() } }),
  );
}

export function workerEvent(
  workerId: string,
  change: "registered" | "left" | "draining" | "status",
  at: number,
  more: Pick<Extract<LoggedEvent, { event: "worker" }>["data"], "status" | "reasons"> = {},
): LoggedEvent {
  return { event: "worker", data: { workerId, change, ...more, at } };
}

function jobEvent({ job, cause }: JobChange, at: number): LoggedEvent {
  const { id, type, state, createdAt, runAt } = job;
  const last = job.attempts.at(-1);
  return {
    event: "job",
    data: {
      id,
      type,
      state,
      cause,
      attempt: last?.number ?? 0,
      ...(last === undefined ? {} : { workerId: last.workerId }),
      createdAt,
      runAt,
      ...("finishedAt" in job ? { finishedAt: job.finishedAt } : {}),
      at,
    },
  };
}
