import type { FleetControl, FleetSnapshot } from "../../http/fleet.ts";
import type { Exposition, Reading } from "./exposition.ts";

/** The cloud counts calls and may be slow: it is asked this often at the most, and no scrape waits for it. */
const ASK_EVERY_MS = 30_000;

/** The instances that the hub keeps, if it keeps any. `now` in ms, never back. */
export function instanceMetrics(
  exposition: Exposition,
  instances: Pick<FleetControl, "status"> | undefined,
  now: () => number,
): void {
  let last: FleetSnapshot | undefined;
  let askedAt = -Infinity;
  const seen = (of: (fleet: FleetSnapshot) => Reading[]) => (): Reading[] => {
    if (instances !== undefined && now() - askedAt >= ASK_EVERY_MS) {
      askedAt = now();
      instances.status().then(
        (status) => (last = status),
        () => (last = undefined),
      );
    }
    return last === undefined ? [] : of(last);
  };
  exposition.gauge(
    "pigeon_fleet_instances",
    "Instances that the hub keeps: serving, booting or leaving. At most 30 s old.",
    ["state"],
    seen(({ counts: { serving, booting, leaving } }) =>
      Object.entries({ serving, booting, leaving }).map(([state, count]) => [[state], count]),
    ),
  );
  exposition.gauge(
    "pigeon_fleet_instances_wanted",
    "How many instances there are to be.",
    [],
    seen(({ counts }) => [[[], counts.wanted]]),
  );
  exposition.gauge(
    "pigeon_fleet_pools_exhausted",
    "Kinds of instances of which there was no capacity lately.",
    [],
    seen(({ exhausted }) => [[[], exhausted.length]]),
  );
  exposition.gauge(
    "pigeon_fleet_cost",
    "What the instances cost in an hour, in the currency of the fleet's prices; without prices there is none.",
    [],
    seen(({ costPerHour }) => (costPerHour === undefined ? [] : [[[], costPerHour]])),
  );
}
