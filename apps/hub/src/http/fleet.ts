import { FleetScale, type FleetDecision, type FleetInstance, type FleetView } from "@pigeon/protocol";
import type { ErrorTracker } from "@pigeon/errors";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { checked, ProblemError } from "./problem.ts";

/** The fleet at one moment. Times are ms since the epoch. */
export interface FleetSnapshot {
  readonly cluster: string;
  readonly at: number;
  readonly mode: FleetView["mode"];
  readonly counts: Readonly<FleetView["counts"]>;
  readonly instances: readonly (Readonly<Omit<FleetInstance, "launchedAt">> & {
    readonly launchedAt: number;
  })[];
  readonly exhausted: readonly Readonly<FleetView["exhausted"][number]>[];
  readonly costPerHour?: number | undefined;
  readonly decision?:
    | (Readonly<Omit<FleetDecision, "reasons">> & { readonly reasons: readonly string[] })
    | undefined;
  readonly notes: readonly string[];
}

/** Keeps instances that workers run on: a fleet of `@pigeon/fleet`, or what is like it. */
export interface FleetControl {
  /** Rejects when the cloud cannot be asked. */
  status(): Promise<FleetSnapshot>;
  /** Resolves when it is done, which may take minutes. */
  scaleTo(count: number): Promise<unknown>;
  /** Goes by the load from now on. Throws when it has no autoscaler. */
  follow(): void;
  start(): void;
  stop(): Promise<void>;
}

/** Ends of an operation that are nobody's failure: another one took its place, or the hub stops. */
const EXPECTED = new Set(["FleetSupersededError", "FleetStoppedError"]);

/** The instances that the hub keeps. */
export function fleetRoutes(server: FastifyInstance, hub: Hub, errors: ErrorTracker): void {
  const { gate, instances } = hub;
  const fleet = (): FleetControl => {
    if (instances === undefined) throw new ProblemError(404, "this hub keeps no fleet");
    return instances;
  };

  server.get("/v1/fleet", async (request) => {
    gate.allow(request, "client");
    const status = await fleet()
      .status()
      .catch((error: unknown) => {
        throw new ProblemError(502, "the cloud does not answer", { cause: error });
      });
    return viewOf(status);
  });

  server.post("/v1/fleet/scale", async (request, reply) => {
    gate.allow(request, "admin");
    const { count } = checked(FleetScale, request.body);
    hub.requireOpen();
    if (count === "auto") follow(fleet());
    else {
      fleet()
        .scaleTo(count)
        .catch((error: unknown) => {
          if (!EXPECTED.has((error as Error).name))
            void errors.logInfrastructureError("scale the fleet", error);
        });
    }
    return reply.code(202).send();
  });
}

function follow(fleet: FleetControl): void {
  try {
    fleet.follow();
  } catch (error) {
    throw new ProblemError(409, (error as Error).message, { cause: error });
  }
}

function viewOf({ at, instances, exhausted, decision, notes, ...rest }: FleetSnapshot): FleetView {
  return {
    ...rest,
    at: new Date(at).toISOString(),
    instances: instances.map((each) => ({ ...each, launchedAt: new Date(each.launchedAt).toISOString() })),
    exhausted: [...exhausted],
    ...(decision && { decision: { ...decision, reasons: [...decision.reasons] } }),
    notes: [...notes],
  };
}
