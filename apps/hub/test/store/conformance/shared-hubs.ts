import { onTestFinished } from "vitest";
import type { Store, StoredWorker } from "../../../src/store/port.ts";
import type { Replica, Replicas } from "../../../src/store/replicas.ts";
import { worker } from "./queries.ts";

export type SharedStore = Store & { readonly replicas: Replicas };

/** A database that several stores share, empty at first. */
export interface SharedDatabase {
  readonly open: () => Promise<Store>;
  /** As if so much time had passed since all leases were renewed. */
  readonly age: (ms: number) => Promise<void>;
}

export const TTL_MS = 60_000;
let serial = 0;
/** A name that nobody has. */
export const freshName = (): string => `hub-${(serial += 1)}`;

/** So many stores, each joined as a replica. */
export async function joinedHubs(database: SharedDatabase, count: number) {
  const open = async () => {
    const store = (await database.open()) as SharedStore;
    onTestFinished(() => store.close());
    return store;
  };
  const join = async (store: SharedStore, name = freshName()) => {
    const replica: Replica = { id: `r${(serial += 1)}`, name };
    await store.replicas.join(replica, TTL_MS);
    const renew = () => store.replicas.renew(replica.id, TTL_MS, `report of ${name}`);
    return { ...replica, store, replicas: store.replicas, renew, replica };
  };
  const hubs: Awaited<ReturnType<typeof join>>[] = [];
  for (let index = 0; index < count; index += 1) hubs.push(await join(await open()));
  const hub = (index: number) => hubs[index] as (typeof hubs)[number];
  return { ...database, open, join, hub };
}

export type JoinedHub = Awaited<ReturnType<Awaited<ReturnType<typeof joinedHubs>>["join"]>>;

export const named = (workerId: string): StoredWorker => ({ ...worker, workerId });
