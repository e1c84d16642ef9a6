import type { Detector } from "@pigeon/detector";
import type { FleetStatus } from "@pigeon/protocol";

const CALM: FleetStatus = { suspect: false, suspects: 0 };

/** Follows whether the detector holds verdicts back, for those who ask later. */
export function watchFleet(detector: Pick<Detector, "onFleetSuspect">): () => FleetStatus {
  let now = CALM;
  detector.onFleetSuspect(({ phase, suspects, reason, at }) => {
    now =
      phase === "end" ? CALM : { suspect: true, suspects: suspects.length, since: at.toISOString(), reason };
  });
  return () => now;
}
