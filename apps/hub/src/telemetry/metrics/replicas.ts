import type { Replica } from "../../replicas/replica.ts";
import type { Exposition } from "./exposition.ts";

/** This hub among those that share its store. One that has its store alone leads, and is the only one. */
export function replicaMetrics(
  exposition: Exposition,
  replica:
    | (Pick<Replica, "tally"> & {
        readonly membership: Pick<Replica["membership"], "others" | "holds" | "leads">;
      })
    | undefined,
): void {
  const flag = (name: string, help: string, is: () => boolean) =>
    exposition.gauge(name, help, [], () => [[[], is() ? 1 : 0]]);
  const tally = (name: string, help: string, of: keyof Replica["tally"]) =>
    exposition.readCounter(name, help, [], () => [[[], replica?.tally[of] ?? 0]]);
  const holds = () => replica?.membership.holds() ?? true;
  exposition.gauge(
    "pigeon_replicas",
    "Hubs on this store whose lease holds, this one among them, as far as it knows.",
    [],
    () => [[[], (replica?.membership.others ?? 0) + (holds() ? 1 : 0)]],
  );
  flag("pigeon_replica_lease_held", "1 while this hub's lease on the store holds, else 0.", holds);
  flag(
    "pigeon_replica_leads",
    "1 at the hub that does what is done once for all of them, else 0.",
    () => replica?.membership.leads() ?? true,
  );
  tally(
    "pigeon_replica_lease_losses_total",
    "Times that this hub's lease ended and others took what it had.",
    "lost",
  );
  tally(
    "pigeon_replica_workers_taken_total",
    "Workers taken over from hubs that left or failed, and from this one before a restart.",
    "taken",
  );
  tally("pigeon_replica_hints_sent_total", "Messages to the other hubs.", "hintsSent");
  tally("pigeon_replica_hints_received_total", "Messages of the other hubs.", "hintsHeard");
  tally(
    "pigeon_replica_corrections_total",
    "Workers and leases of which only a comparison with the database told: hints that were missed, for the most part.",
    "corrected",
  );
}
