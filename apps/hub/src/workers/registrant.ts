import type { WorkerRegistration } from "@pigeon/protocol";
import type { Clock, Ids } from "../ports.ts";
import type { StoredWorker } from "../store/port.ts";

/** Who registers a worker. */
export interface Registrant {
  /** The name of its token, if the hub asks for tokens. */
  readonly name?: string | undefined;
  /** Throws when it may not take this worker's place. Asked when its turn has come, so nothing gets in between. */
  readonly mayReplace: (worker: StoredWorker | undefined) => void;
}

export const ANYONE: Registrant = { mayReplace: () => {} };

/** A registration as it is kept. */
export function storedWorker(
  request: WorkerRegistration,
  { name }: Registrant,
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
): StoredWorker {
  return {
    workerId: request.workerId ?? ids.worker(),
    ...(request.endpoint === undefined ? {} : { endpoint: request.endpoint }),
    types: [...new Set(request.types)],
    slots: request.slots,
    labels: request.labels ?? {},
    token: ids.token(),
    ...(name === undefined ? {} : { owner: name }),
    registeredAt: clock.now(),
    draining: false,
  };
}
