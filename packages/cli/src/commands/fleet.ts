import type { FleetInstance, FleetView } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { UsageError } from "../problems.ts";
import { paintState } from "../print/style.ts";
import { facts, table } from "../print/table.ts";
import { ago, clean } from "../print/text.ts";

export interface FleetStatusOptions {
  readonly file?: string;
}

export const showFleet: Action<FleetStatusOptions> = async (context, { options: { file } }) => {
  if (file !== undefined) return await (await import("./fleet-operations.ts")).statusOfFile(context, file);
  const client = await context.client();
  const fleet = await client.getFleet({ signal: context.io.signal });
  if (context.json) context.emit(fleet);
  else context.print(describeFleet(context, fleet));
};

const MODES: Readonly<Record<FleetView["mode"], string>> = {
  idle: "keeps what is there",
  fixed: "keeps a number",
  auto: "follows the load",
  down: "goes down",
};

export function describeFleet(context: Context, fleet: FleetView): string {
  const { cluster, mode, counts, costPerHour, decision, exhausted, notes } = fleet;
  const { paint } = context;
  const head = facts(
    [
      ["fleet", `${clean(cluster)}, ${MODES[mode]}`],
      [
        "instances",
        `${counts.wanted} wanted, ${counts.serving} serving, ${counts.booting} booting, ${counts.leaving} leaving`,
      ],
      ["cost", costPerHour === undefined ? undefined : `${costPerHour.toFixed(3)} an hour`],
      ["why", decision && clean(decision.reasons.join("; "))],
      [
        "no capacity",
        exhausted.length === 0
          ? undefined
          : exhausted.map(({ type, zone, market }) => clean(`${type} in ${zone} (${market})`)).join(", "),
      ],
      ["notes", notes.length === 0 ? undefined : paint("yellow", clean(notes.join("; ")))],
    ],
    paint,
  );
  return fleet.instances.length === 0 ? head : `${head}\n${instances(context, fleet.instances)}`;
}

function instances(context: Context, list: readonly FleetInstance[]): string {
  const { paint, io } = context;
  return table<FleetInstance>(
    [
      { title: "INSTANCE", text: ({ id }) => id, whole: true },
      { title: "TYPE", text: ({ type }) => type },
      { title: "ZONE", text: ({ zone }) => zone },
      { title: "MARKET", text: ({ market }) => market },
      {
        title: "CONDITION",
        text: ({ condition }) => condition,
        paint: (text) => paintState(paint, text),
      },
      {
        title: "WORKER",
        text: ({ worker }) => worker?.status ?? "",
        paint: (text) => paintState(paint, text),
      },
      {
        title: "SLOTS",
        text: ({ worker }) => (worker === undefined ? "" : `${worker.running}/${worker.slots}`),
        align: "right",
      },
      { title: "LAUNCHED", text: ({ launchedAt }) => ago(launchedAt, io.now()) },
      { title: "NOTE", text: ({ reason = "" }) => reason },
    ],
    list,
    context,
  );
}

export interface FleetScaleOptions extends FleetStatusOptions {
  readonly dryRun?: boolean;
  readonly timeout?: number;
}

export const scaleFleet: Action<FleetScaleOptions> = async (context, { args: [wanted = ""], options }) => {
  if (wanted !== "auto" && !/^\d{1,5}$/.test(wanted))
    throw new UsageError(
      `fleet scale: expected a number of instances, or auto, received ${JSON.stringify(wanted)}`,
    );
  const count = wanted === "auto" ? "auto" : Number(wanted);
  const { file, dryRun, timeout } = options;
  if (file !== undefined) {
    if (count === "auto")
      throw new UsageError("fleet scale auto: it is the hub that follows the load; expected no --file");
    const { resize } = await import("./fleet-operations.ts");
    return await resize(context, { ...options, file }, count);
  }
  if (dryRun !== undefined || timeout !== undefined)
    throw new UsageError("fleet scale: --dry-run and --timeout go with --file");
  const client = await context.client();
  await client.scaleFleet(count, { signal: context.io.signal });
  if (context.json) return context.emit({ scaling: count });
  context.print(count === "auto" ? "following the load\n" : `scaling to ${count}\n`);
};
