import type { HubPort } from "./hub-port.ts";

/** A hub that may be dead while `forced` says so: a fleet can be taken down without it. */
export function tolerant(hub: HubPort, forced: () => boolean): HubPort {
  async function unlessForced<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (forced()) return otherwise;
      throw error;
    }
  }
  const nobody = { queued: 0, oldestQueuedMs: 0, running: 0, workers: [] };
  return {
    load: (signal) => unlessForced(() => hub.load(signal), nobody),
    drain: (id, signal) => unlessForced(() => hub.drain(id, signal), undefined),
    undrain: (id, signal) => hub.undrain(id, signal),
    remove: (id, signal) => unlessForced(() => hub.remove(id, signal), undefined),
  };
}
