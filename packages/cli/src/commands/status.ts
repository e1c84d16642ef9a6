import type { HubStatus } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { Screen } from "../print/screen.ts";
import { facts } from "../print/table.ts";
import { clean, duration } from "../print/text.ts";

interface StatusOptions {
  readonly watch?: boolean;
  readonly interval?: number;
}

/** The hub is not there for those who watch it. */
const SHORTEST_MS = 100;

export const status: Action<StatusOptions> = async (context, { options }) => {
  const client = await context.client();
  const { io, json } = context;
  const { watch = false } = options;
  const interval = Math.max(SHORTEST_MS, options.interval ?? 2000);
  if (!watch) {
    const now = await client.status({ signal: io.signal });
    if (json) context.emit(now);
    else context.print(describeStatus(context, now));
    return;
  }
  const { HubUnreachableError } = await import("@pigeon/client");
  const screen = new Screen(io);
  let shown = "";
  try {
    for (;;) {
      try {
        const now = await client.status({ signal: io.signal });
        if (json) context.emit(now);
        else screen.draw((shown = describeStatus(context, now)));
      } catch (error) {
        // A hub that restarts is what one may want to see.
        if (!(error instanceof HubUnreachableError)) throw error;
        const trouble = `${error.message}; still trying`;
        if (io.stdout.isTTY && !json) screen.draw(`${shown}${context.paint("red", trouble)}\n`);
        else context.note(trouble);
      }
      await io.sleep(interval, io.signal);
    }
  } finally {
    screen.close();
  }
};

/** The hub at a glance. */
export function describeStatus({ paint, hub }: Context, now: HubStatus): string {
  const { jobs, workers, fleet, queueAgeMs, throughput, uptimeMs, version } = now;
  const bad = (count: number, what: string): string =>
    count > 0 ? paint("red", `${count} ${what}`) : `${count} ${what}`;
  return facts(
    [
      ["hub", `${hub}, version ${clean(version)}, up ${duration(uptimeMs)}`],
      [
        "jobs",
        `${jobs.queued} queued, ${jobs.leased} running, ${jobs.succeeded} succeeded, ${bad(jobs.dead, "dead")}, ${jobs.cancelled} cancelled`,
      ],
      [
        "oldest",
        queueAgeMs === undefined || queueAgeMs === 0 ? undefined : `has waited ${duration(queueAgeMs)}`,
      ],
      ["finished", `${throughput.toFixed(1)} a second, over the last minute`],
      [
        "workers",
        `${workers.healthy} healthy, ${workers.degraded} degraded, ${workers.recovering} recovering, ${bad(workers.unhealthy, "unhealthy")}`,
      ],
      [
        "fleet",
        fleet?.suspect === true ? paint("yellow", clean(`suspect: ${fleet.reason ?? ""}`)) : undefined,
      ],
    ],
    paint,
  );
}
