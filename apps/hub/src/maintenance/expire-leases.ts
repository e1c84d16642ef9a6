import type { Ledger } from "../ledger.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/port.ts";

/** Time that a worker has to report its own timeout, before the hub calls the attempt timed out. */
const GRACE_MS = 1_000;
const BATCH = 500;
export const EXPIRE_INTERVAL_MS = 500;

/** Ends attempts whose time is up and whose worker did not say so. Every 500 ms, 500 leases at a time. */
export async function expireLeases(store: Store, ledger: Ledger, clock: Clock): Promise<void> {
  for (;;) {
    const expired = await store.expired(clock.now() - GRACE_MS, BATCH);
    await ledger.apply(
      expired.map(({ id, leaseId }) => ({ jobId: id, event: { type: "timeout", leaseId } })),
    );
    if (expired.length < BATCH) return;
  }
}
