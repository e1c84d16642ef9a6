import type { Planted } from "./planted.ts";
import type { Replicas } from "../../src/store/replicas.ts";
import type { Store } from "../../src/store/port.ts";

/** The store with other replicas. */
function replacing(change: (replicas: Replicas) => Partial<Replicas>): (store: Store) => Store {
  return (store) => {
    const { replicas } = store;
    if (replicas === undefined) throw new Error("one hub alone");
    return { ...store, replicas: { ...replicas, ...change(replicas) } };
  };
}

/** Faults as programmers make them where several hubs share a store. */
export const plantedInReplicas: readonly Planted[] = [
  {
    name: "claims not fenced: a hub hands out to workers that others have by now",
    breaks: ["slots", "no-leak", "one-result"],
    from: 131,
    plant: () => ({
      store: (store) => ({ ...store, claim: ({ by: _by, ...request }) => store.claim(request) }),
    }),
  },
  {
    name: "limits of types by each hub for itself",
    breaks: ["type-limit"],
    plant: () => ({
      store: (store) => ({ ...store, claim: ({ limits: _limits, ...request }) => store.claim(request) }),
    }),
  },
  {
    name: "nobody takes over: the workers of a dead hub stay its own",
    breaks: ["quick-take-over", "one-owner", "terminal"],
    from: 341,
    plant: () => ({
      store: replacing((replicas) => ({ takeOver: (replica) => replicas.takeOver(replica, false) })),
    }),
  },
  {
    name: "leases left behind: a worker moves, and what it holds is nobody's",
    breaks: ["slots", "no-leak", "terminal"],
    plant: () => ({
      store: replacing((replicas) => ({
        move: async (id, workerId) => {
          const taken = await replicas.move(id, workerId);
          return typeof taken === "string" ? taken : { ...taken, leases: [] };
        },
        holdings: async (id) =>
          (await replicas.holdings(id)).map(({ workerId }) => ({
            workerId,
            leases: new Map<string, string>(),
          })),
      })),
    }),
  },
  {
    name: "never compared: a hub keeps a worker that another one has",
    breaks: ["one-owner", "no-leak"],
    plant: () => ({
      store: replacing(() => ({ holdings: () => new Promise(() => {}) })),
    }),
  },
];
