import { StoreError, type Store } from "../../src/store/port.ts";

/** A store on a disk that is full or broken for a while: writes are refused, reads go on. */
export function failing(store: Store, fails: () => boolean): Store {
  const refuse = (): Promise<never> | undefined =>
    fails() ? Promise.reject(new StoreError("full", "the disk is full")) : undefined;
  return {
    ...store,
    enqueue: (jobs) => refuse() ?? store.enqueue(jobs),
    claim: (request) => refuse() ?? store.claim(request),
    apply: (changes, now) => refuse() ?? store.apply(changes, now),
    promote: (now, limit) => refuse() ?? store.promote(now, limit),
    prune: (before, limit) => refuse() ?? store.prune(before, limit),
    saveWorker: (worker) => refuse() ?? store.saveWorker(worker),
    saveState: (name, text) => refuse() ?? store.saveState(name, text),
    deleteWorker: (workerId) => refuse() ?? store.deleteWorker(workerId),
  };
}
