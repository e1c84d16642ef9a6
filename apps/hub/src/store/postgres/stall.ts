import type { Clock } from "../../ports.ts";
import type { Address } from "./address.ts";
import { Connection } from "./connection.ts";

/** A server process, named so that no later one can be mistaken for it. */
export type Backend = readonly [pid: number, startedAt: string];

const LOOK_EVERY_MS = 1_000;
/** Looks without an answer before the server is asked about it. */
const QUIET_LOOKS = 2;
const ASK_WITHIN_MS = 2_000;

/**
 * Notices a connection that lost what went over it, as when packets were dropped for a while: the server waits for
 * the client, and the client for the server. A server that works, or waits for a lock, is left alone.
 *
 * @returns a function that ends the watch.
 */
export function watchForStalls(
  connection: Connection,
  backend: Backend,
  { address, clock }: { readonly address: Address; readonly clock: Clock },
): () => void {
  let seen = -1;
  let quietLooks = 0;
  let idleSince: string | undefined;
  let stopTimer = (): void => {};
  let ended = false;

  const look = async () => {
    const { answers, waiting } = connection.progress;
    if (!waiting || answers !== seen) {
      seen = answers;
      quietLooks = 0;
      idleSince = undefined;
    } else quietLooks += 1;
    if (quietLooks >= QUIET_LOOKS) await ask().catch(() => {});
    again();
  };
  const ask = async () => {
    // When there is none to be had, the server is out of reach: then nobody knows.
    const other = await Connection.open(address, { withinMs: ASK_WITHIN_MS });
    try {
      const [since] = await other.rows<[string | null]>({ text: WAITS_SINCE }, backend);
      if (since === undefined) return connection.cut();
      const [waitsSince] = since;
      // Twice, so that what is on its way just now has time to arrive.
      if (waitsSince === null || waitsSince !== idleSince) return void (idleSince = waitsSince ?? undefined);
      if (connection.progress.answers !== seen) return;
      await endBackend(other, backend);
      connection.cut();
    } finally {
      await other.end();
    }
  };
  const again = () => {
    if (!ended && !connection.lost) stopTimer = clock.after(LOOK_EVERY_MS, () => void look());
  };
  again();
  return () => {
    ended = true;
    stopTimer();
  };
}

/** Since when the server has waited for its client; null while it does not, and no row when it is gone. */
const WAITS_SINCE =
  "SELECT CASE WHEN wait_event_type = 'Client' THEN state_change::text END FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2::timestamptz";

/** A connection that was cut by the network lives on at its server, with its transaction and its locks. */
export async function endBackend(connection: Connection, backend: Backend): Promise<void> {
  const text =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2::timestamptz";
  await connection.rows({ text }, backend);
}
