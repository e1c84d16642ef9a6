import { StoreError, type StoredWorker } from "../store/port.ts";
import type { Replicas } from "../store/replicas.ts";
import type { Membership } from "./membership.ts";
import type { Ownership } from "./ownership.ts";

export interface SharedParts {
  readonly replicas: Replicas;
  readonly membership: Membership;
  /** This hub has these workers from now on. */
  readonly onMoved: (workerIds: readonly string[]) => void;
  readonly onDoubt: () => void;
}

/** What a hub may do with workers where several share a store: what the database grants it, each time anew. */
export function shared({ replicas, membership, onMoved, onDoubt }: SharedParts): Ownership {
  return {
    id: () => membership.id,
    of: (workerId) => ({ owned: { replica: membership.id, workerId } }),
    holds: () => membership.holds(),
    leads: () => membership.leads(),
    requirePlace: () => {
      if (!membership.holds() && membership.inCompany) throw noPlace();
    },
    register: async (worker: StoredWorker) => {
      const leases = await replicas.register(membership.id, worker);
      if (leases === undefined) throw noPlace();
      onMoved([worker.workerId]);
      return leases;
    },
    update: (worker) => replicas.update(membership.id, worker),
    remove: (workerId) => replicas.remove(membership.id, workerId),
    move: async (workerId) => {
      const taken = await replicas.move(membership.id, workerId);
      if (taken === "no-lease") throw noPlace();
      if (taken === "unknown") return undefined;
      onMoved([workerId]);
      return taken;
    },
    inCompany: () => membership.inCompany,
    find: (workerId) => replicas.find(workerId),
    doubt: onDoubt,
  };
}

const REASON = "this hub has lost its place among those that share the store; others serve";

function noPlace(): StoreError {
  return new StoreError("unavailable", REASON, { reason: REASON });
}
