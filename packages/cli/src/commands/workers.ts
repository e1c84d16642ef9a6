import type { WorkerView } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { paintState } from "../print/style.ts";
import { facts, table } from "../print/table.ts";
import { ago, clean, duration } from "../print/text.ts";

export const showWorker: Action<object> = async (context, { args: [id = ""] }) => {
  const client = await context.client();
  const worker = await client.getWorker(id, { signal: context.io.signal });
  if (context.json) context.emit(worker);
  else context.print(describeWorker(context, worker));
};

export const listWorkers: Action<object> = async (context) => {
  const client = await context.client();
  const list = await client.listWorkers({ signal: context.io.signal });
  if (context.json) return context.emit({ workers: list });
  if (list.length === 0) return context.note("no workers; `pigeon worker --handlers FILE` starts one");
  const { paint, io } = context;
  context.print(
    table<WorkerView>(
      [
        { title: "WORKER", text: ({ workerId }) => workerId, whole: true },
        { title: "HEALTH", text: ({ health }) => health.status, paint: (text) => paintState(paint, text) },
        { title: "SLOTS", text: ({ running, slots }) => `${running}/${slots}`, align: "right" },
        { title: "BREAKER", text: ({ health }) => health.breaker, paint: (text) => paintState(paint, text) },
        { title: "HEARTBEAT", text: ({ health }) => ago(health.lastHeartbeatAt, io.now()) },
        { title: "TYPES", text: ({ types }) => types.join(",") },
        { title: "NOTE", text: noteOf },
      ],
      list,
      context,
    ),
  );
};

function noteOf({ draining, health }: WorkerView): string {
  return [...(draining ? ["draining"] : []), ...health.reasons].join("; ");
}

function describeWorker({ paint, io }: Context, worker: WorkerView): string {
  const { health, endpoint, labels } = worker;
  const now = io.now();
  const shown = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const head = facts(
    [
      ["worker", worker.workerId],
      ["health", paintState(paint, health.status)],
      ["reasons", health.reasons.length === 0 ? undefined : clean(health.reasons.join("; "))],
      ["slots", `${worker.running} of ${worker.slots} taken${worker.draining ? ", draining" : ""}`],
      ["types", worker.types.join(", ")],
      ["endpoint", endpoint === undefined ? "none: it asks for jobs" : clean(endpoint)],
      ["labels", shown.length === 0 ? undefined : clean(shown.join(", "))],
      ["breaker", paintState(paint, health.breaker)],
      ["heartbeat", ago(health.lastHeartbeatAt, now)],
      ["registered", ago(worker.registeredAt, now)],
      [
        "success",
        `${(100 * health.successRate).toFixed(1)} %, ${health.consecutiveFailures} failures in a row`,
      ],
      [
        "latency",
        health.latency &&
          `${duration(health.latency.p50)} at the median, ${duration(health.latency.p95)} at p95`,
      ],
    ],
    paint,
  );
  const errors = health.recentErrors.map(
    ({ at, operation, message }) => `  ${ago(at, now)}  ${clean(`${operation}: ${message}`)}\n`,
  );
  return errors.length === 0 ? head : `${head}${paint("bold", "errors")}\n${errors.join("")}`;
}
