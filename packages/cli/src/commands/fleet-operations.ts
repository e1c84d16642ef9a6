import type { FleetStatus, OperationOptions, Plan, Removal } from "@pigeon/fleet";
import type { FleetView } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CliError, Interrupted, UsageError } from "../problems.ts";
import { clean, plural } from "../print/text.ts";
import { describeFleet } from "./fleet.ts";
import { openFleet, realPorts, type FleetPorts, type OpenFleet } from "./open-fleet.ts";

export interface FleetOperation {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly timeout?: number;
}

type FleetAction<O> = (
  context: Parameters<Action<O>>[0],
  given: Parameters<Action<O>>[1],
  ports?: FleetPorts,
) => Promise<ExitCode>;

export const fleetUp: FleetAction<FleetOperation & { readonly count: number }> = async (
  context,
  { options },
  ports = realPorts,
) => await resize(context, options, options.count, ports);

/** As many as said, and the status once they serve. */
export async function resize(
  context: Context,
  options: FleetOperation,
  count: number,
  ports: FleetPorts = realPorts,
): Promise<ExitCode> {
  const open = await openFleet(context, options.file, ports, { preview: options.dryRun === true });
  if (options.dryRun === true) return await preview(context, open, count);
  // What would fail in every round is better known at once.
  await worded(open.fleet.status());
  const status = await operate(context, open, options, (how) => open.fleet.up({ count, ...how }));
  tell(context, status);
  return EXIT.ok;
}

export const fleetDown: FleetAction<FleetOperation & { readonly force?: boolean }> = async (
  context,
  { options },
  ports = realPorts,
) => {
  const { force = false } = options;
  const open = await openFleet(context, options.file, ports, { preview: options.dryRun === true });
  const { fleet, cloud, cluster } = open;
  if (options.dryRun === true) return await preview(context, open, "down");
  // Forced, it goes down without a hub as well.
  await worded<unknown>(force ? cloud.describe(cluster, context.io.signal) : fleet.status());
  const removal = await operate(context, open, options, (how) => fleet.down({ force, ...how }));
  if (context.json) context.emit(removal);
  else context.print(describeRemoval(cluster, removal));
  return removal.left.length === 0 ? EXIT.ok : EXIT.failed;
};

/** The fleet as the cloud and the hub show it, whoever keeps it. */
export async function statusOfFile(
  context: Context,
  file: string,
  ports: FleetPorts = realPorts,
): Promise<void> {
  const { fleet } = await openFleet(context, file, ports, { preview: true });
  tell(context, await worded(fleet.status()));
}

function tell(context: Context, status: FleetStatus): void {
  const view = viewOf(status);
  if (context.json) context.emit(view);
  else context.print(describeFleet(context, view));
}

/** As the hub's API has it. */
function viewOf({ load: _load, at, decision, ...status }: FleetStatus): FleetView {
  const { instances, exhausted, notes } = status;
  return {
    ...status,
    at: new Date(at).toISOString(),
    instances: instances.map((each) => ({ ...each, launchedAt: new Date(each.launchedAt).toISOString() })),
    exhausted: [...exhausted],
    notes: [...notes],
    ...(decision && { decision: { ...decision, reasons: [...decision.reasons] } }),
  };
}

/** Tells what an operation does while it is under way, and how things stand when the user ends it. */
async function operate<T>(
  context: Context,
  { fleet, cluster }: OpenFleet,
  { file, timeout }: FleetOperation,
  begin: (how: OperationOptions) => Promise<T>,
): Promise<T> {
  const { describeEvent } = await import("@pigeon/fleet");
  let last = "";
  fleet.on((event) => {
    const line = clean(describeEvent(event));
    // Rounds in which nothing changes are many.
    if (event.type !== "action" && line === last) return;
    last = line;
    context.note(line);
  });
  const { signal } = context.io;
  const stopping = (): void => context.note("stopping: the step that is under way is finished first");
  signal.addEventListener("abort", stopping, { once: true });
  try {
    return await begin({ signal, ...(timeout === undefined ? {} : { timeoutMs: timeout }) });
  } catch (error) {
    await fleet.stop();
    if (error instanceof Interrupted) {
      context.note(
        `The instances of ${cluster} stay as they are now, and those that boot go on booting. ` +
          `The same command goes on from there; \`pigeon fleet down --file ${file}\` ends them all.`,
      );
    }
    throw inWords(error);
  } finally {
    signal.removeEventListener("abort", stopping);
  }
}

async function worded<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw inWords(error);
  }
}

/** Failures of a fleet as exit codes. */
function inWords(error: unknown): unknown {
  const { name, message } = error as Error;
  switch (name) {
    case "FleetTimeoutError":
      return new CliError(
        `${message}\nWhat was begun goes on; the same command waits for it again.`,
        EXIT.timeout,
      );
    case "FleetOptionsError":
      return new UsageError(message);
    case "FleetDeniedError":
    case "FleetCallTimeoutError":
    case "AwsCallError":
      return new CliError(message);
    default:
      return error;
  }
}

/** What would be done, and whether it may be. Changes nothing. */
async function preview(
  context: Context,
  { fleet, cluster }: OpenFleet,
  wanted: number | "down",
): Promise<ExitCode> {
  const missing = await worded(fleet.permissions());
  const { actions, notes, living, wanted: count } = await worded(fleet.plan(wanted));
  if (context.json) context.emit({ cluster, living, wanted: count, actions, notes, missing });
  else {
    const lines = [
      ...actions.map(describeAction),
      ...(actions.length === 0 ? ["nothing to do at first"] : []),
      ...notes.map((note) => `note: ${note}`),
      ...missing.map(({ action, reason }) => `not allowed: ${action}: ${reason}`),
    ];
    context.print(`${cluster}: ${plural(living, "instance")} now, ${count} wanted; nothing is done\n`);
    for (const line of lines) context.print(`  ${clean(line)}\n`);
  }
  return missing.length === 0 ? EXIT.ok : EXIT.failed;
}

function describeAction(action: Plan["actions"][number]): string {
  if (action.kind !== "launch") return `${action.kind} ${action.instanceId}: ${action.reason}`;
  const [first] = action.offers;
  const where = first === undefined ? "" : ` (${first.type} in ${first.zone}, ${first.market})`;
  return `launch ${action.intentId}${where}: ${action.reason}`;
}

function describeRemoval(cluster: string, { removed, left }: Removal): string {
  const lines = [
    ...removed.map((resource) => `removed ${resource}`),
    ...left.map(({ resource, reason }) => `left ${resource}: ${reason}`),
    left.length === 0 ? `nothing of ${cluster} is left` : "run it again to remove the rest",
  ];
  return lines.map((line) => `${clean(line)}\n`).join("");
}
