import type { Clock } from "../../ports.ts";
import type { Outage, Store, StoreError, StoreHealth } from "../port.ts";
import { Lane } from "./lane.ts";

/** How a method goes: with those that only read, with those that write, or past the guard. */
const WAYS: { readonly [Method in Exclude<keyof Store, "backup" | "health" | "hurry" | "replicas">]: Way } = {
  enqueue: "writes",
  claim: "writes",
  apply: "writes",
  promote: "writes",
  deleteDead: "writes",
  prune: "writes",
  saveWorker: "writes",
  deleteWorker: "writes",
  saveState: "writes",
  check: "writes",
  nextRunAt: "reads",
  get: "reads",
  list: "reads",
  counts: "reads",
  queuedByType: "reads",
  oldestDue: "reads",
  oldestDueByType: "reads",
  leased: "reads",
  expired: "reads",
  deadIds: "reads",
  workers: "reads",
  loadState: "reads",
  close: "past",
};
type Way = Outage["of"] | "past";

/**
 * Puts a breaker for reads and one for writes in front of a store behind a network: while that does not answer,
 * callers get a StoreError at once instead of waiting, and it is used again as soon as it answers a probe.
 * A database that turned read-only so goes on answering reads. Nothing is retried and nothing under way is given
 * up here: only the adapter knows what was done.
 */
export function guarded(store: Store, clock: Clock): Store {
  const listeners: ((outages: readonly Outage[], failure?: StoreError) => void)[] = [];
  const tellAll = (failure?: StoreError) => {
    for (const listener of listeners) listener(outages(), failure);
  };
  const lane = (of: Outage["of"], probe: () => Promise<unknown>) =>
    new Lane(`store:${of}`, { clock, probe, onFailure: tellAll, onChange: () => tellAll() });
  const lanes = {
    writes: lane("writes", () => store.check()),
    reads: lane("reads", () => store.nextRunAt()),
  };
  const outages = () =>
    (["writes", "reads"] as const).flatMap((of): Outage[] => {
      const { down } = lanes[of];
      return down === undefined ? [] : [{ of, ...down }];
    });
  const health: StoreHealth = { outages, follow: (listener) => void listeners.push(listener) };

  const methods = Object.entries(WAYS).map(([name, way]) => {
    const method = store[name as keyof typeof WAYS] as (...given: unknown[]) => Promise<unknown>;
    const call = (...given: unknown[]) => method.apply(store, given);
    return [name, way === "past" ? call : (...given: unknown[]) => lanes[way].run(() => call(...given))];
  });
  const { replicas } = store;
  return {
    ...store,
    ...(Object.fromEntries(methods) as Store),
    ...(replicas && { replicas: followed(replicas, (work) => lanes.writes.follow(work)) }),
    health,
    close: () => {
      for (const each of Object.values(lanes)) each.end();
      return store.close();
    },
  };
}

/** The same object, whose promises are looked at. */
function followed<T extends object>(target: T, follow: (work: Promise<unknown>) => Promise<unknown>): T {
  const methods = Object.entries(target).map(([name, method]: [string, unknown]) => {
    if (typeof method !== "function") return [name, method] as const;
    const call = (...given: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(method, target, given);
      return answer instanceof Promise ? follow(answer) : answer;
    };
    return [name, call] as const;
  });
  return Object.fromEntries(methods) as T;
}
