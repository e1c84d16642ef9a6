import {
  createFleet,
  type Cloud,
  type Fleet,
  type FleetEvent,
  type FleetOptions,
  type HubPort,
} from "../src/index.ts";
import { FakeClock, SimulatedCloud, SimulatedHub, type SimulatedCloudOptions } from "../src/testing.ts";

export const SECOND = 1000;
export const MINUTE = 60_000;

export const OFFERS = [
  { type: "large", zone: "a", market: "spot" },
  { type: "large", zone: "b", market: "spot" },
  { type: "small", zone: "a", market: "on-demand" },
] as const;

export interface Bench {
  readonly clock: FakeClock;
  readonly hub: SimulatedHub;
  readonly cloud: SimulatedCloud;
  readonly fleet: Fleet;
  readonly events: FleetEvent[];
  /** What was done, as `kind subject: outcome`. */
  readonly actions: () => string[];
  /** One more controller of the same cluster, as after a restart. */
  readonly another: (options?: Partial<FleetOptions>) => Fleet;
}

/** A fleet on a simulated cloud and hub. */
export function bench(
  options: Partial<FleetOptions> & { timing?: Omit<SimulatedCloudOptions, "clock" | "hub"> } = {},
): Bench {
  const { timing, ...rest } = options;
  const clock = new FakeClock(Date.UTC(2026, 0, 5, 12));
  const hub = new SimulatedHub({ clock });
  const cloud = new SimulatedCloud({ clock, hub, ...timing });
  const base: FleetOptions = { cluster: "test", cloud, hub, offers: OFFERS, clock, ...rest };
  const fleet = createFleet(base);
  const events: FleetEvent[] = [];
  fleet.on((event) => events.push(event));
  const actions = (): string[] =>
    events.flatMap((event) => {
      if (event.type !== "action") return [];
      const subject = event.action.kind === "launch" ? event.action.intentId : event.action.instanceId;
      return [`${event.action.kind} ${subject}: ${event.outcome}`];
    });
  return { clock, hub, cloud, fleet, events, actions, another: (more) => createFleet({ ...base, ...more }) };
}

/** Ports that never answer again after so many calls, as when the process is killed there and then. */
export function fuse<P extends Cloud | HubPort>(port: P, calls: { left: number }): P {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]) => {
        if (calls.left <= 0) return await new Promise(() => undefined);
        calls.left -= 1;
        const answer: unknown = await (value as (...args: unknown[]) => unknown).apply(target, args);
        // Killed while it waited: the call was done, and nobody hears of it.
        if (calls.left <= 0) return await new Promise(() => undefined);
        return answer;
      };
    },
  });
}
