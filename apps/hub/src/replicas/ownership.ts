import type { Claimed, Owned, Store, StoredWorker } from "../store/port.ts";
import type { Taken } from "../store/replicas.ts";

/** What this hub may do with workers, and in which name it does it. */
export interface Ownership {
  /** Names this hub in claims. Undefined for a hub that has its store alone. */
  id(): string | undefined;
  /** Said with what only the owner of a worker may say. */
  of(workerId: string): { readonly owned?: Owned };
  /** Whether it may hand out leases and judge workers now. */
  holds(): boolean;
  /** Whether it does what is done once for all. */
  leads(): boolean;
  /**
   * Whether workers had better go to another hub.
   *
   * @throws {StoreError} when this one has lost its place and there are others.
   */
  requirePlace(): void;
  /** Stores a registration; answers the leases that the earlier one of that name had at another hub. */
  register(worker: StoredWorker): Promise<readonly Claimed[]>;
  /** Stores a change. False when another hub has the worker. */
  update(worker: StoredWorker): Promise<boolean>;
  /** False when another hub has the worker. */
  remove(workerId: string): Promise<boolean>;
  /** Makes a worker this hub's that another one has. Undefined when nobody knows it. */
  move(workerId: string): Promise<Taken | undefined>;
  /** Whether other hubs are there, or were a moment ago. */
  inCompany(): boolean;
  /** A worker that this hub does not have. */
  find(workerId: string): Promise<StoredWorker | undefined>;
  /** A claim was given less than it asked for: perhaps workers have gone elsewhere. */
  doubt(): void;
}

/** A hub that has its store for itself: whatever it says of its workers is so. */
export function alone(store: Pick<Store, "saveWorker" | "deleteWorker">): Ownership {
  const nothing = {};
  return {
    id: () => undefined,
    of: () => nothing,
    holds: () => true,
    leads: () => true,
    requirePlace: () => {},
    register: async (worker) => {
      await store.saveWorker(worker);
      return [];
    },
    update: async (worker) => {
      await store.saveWorker(worker);
      return true;
    },
    remove: async (workerId) => {
      await store.deleteWorker(workerId);
      return true;
    },
    move: async () => undefined,
    inCompany: () => false,
    find: async () => undefined,
    doubt: () => {},
  };
}
