import type { WorkerStatus } from "./health.ts";

/**
 * What the evidence of a moment amounts to.
 * - `fail`: a verdict. The worker is taken for failed.
 * - `strain`: it works, but badly; from `recovering` only once there are enough good signs.
 * - `ease`: no strain is left, hysteresis included.
 * - `life`: a sign of life.
 * - `proof`: enough good signs in a row, and no strain.
 */
export type Sign = "fail" | "strain" | "ease" | "life" | "proof";

/** Every change of status there is. A pair that is not listed changes nothing. */
export const transitions: Readonly<Record<WorkerStatus, Readonly<Partial<Record<Sign, WorkerStatus>>>>> = {
  healthy: { fail: "unhealthy", strain: "degraded" },
  degraded: { fail: "unhealthy", ease: "healthy" },
  unhealthy: { life: "recovering" },
  recovering: { fail: "unhealthy", strain: "degraded", proof: "healthy" },
};

export function nextStatus(status: WorkerStatus, sign: Sign): WorkerStatus {
  return transitions[status][sign] ?? status;
}
