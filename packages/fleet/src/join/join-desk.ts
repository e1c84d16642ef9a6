import type { Clock } from "@pigeon/retry";
import type { Cloud } from "../cloud.ts";
import { systemClock } from "../system.ts";
import { Checks } from "../problems.ts";
import { IdentityError, keysOf, readIdentityDocument, type IdentityDocument } from "./identity-document.ts";

export interface JoinDeskOptions {
  /**
   * AWS's RSA-2048 certificates for the regions of the fleet, as PEM, from "AWS public certificates for instance
   * identity document signatures" in the EC2 user guide. At least one.
   */
  readonly certificates: readonly string[];
  /** The AWS account of the fleet: 12 digits. */
  readonly accountId: string;
  /** The fleet's regions. At least one. */
  readonly regions: readonly string[];
  /** Asked whether the instance is a living member of the cluster. */
  readonly cloud: Pick<Cloud, "describe">;
  readonly cluster: string;
  /** So long an answer of the cloud is good, in ms. Default 5000; from 0 to 3600000. */
  readonly freshMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

export type Admission =
  | { readonly kind: "admitted"; readonly workerId: string; readonly document: IdentityDocument }
  /** `reason` may be shown to who asked. */
  | { readonly kind: "refused"; readonly reason: string };

/** Lets instances of one cluster in. Give it to a hub as its option `join`. */
export interface JoinDesk {
  /** Rejects when the cloud cannot be asked. */
  admit(proof: unknown): Promise<Admission>;
}

/**
 * Decides whether who shows an identity document may be a worker: AWS signed it, it is of the fleet's account and
 * region, and the instance is alive and carries the cluster's tag. Whoever copied a document gains nothing: what
 * it gets holds for the worker of that instance alone, whose id is the instance's.
 *
 * @throws FleetOptionsError listing all problems; TypeError for a certificate that is none.
 */
export function createJoinDesk(options: JoinDeskOptions): JoinDesk {
  const { cloud, cluster, accountId, regions, freshMs = 5000, clock = systemClock } = options;
  checkOptions(options);
  const keys = keysOf(options.certificates);
  let seen: { readonly at: number; readonly members: Promise<ReadonlySet<string>> } | undefined;

  async function look(): Promise<ReadonlySet<string>> {
    const instances = await cloud.describe(cluster);
    return new Set(
      instances.filter(({ state }) => state === "pending" || state === "running").map(({ id }) => id),
    );
  }

  /** One question at a time, however many instances boot at once. */
  function members(): Promise<ReadonlySet<string>> {
    if (seen === undefined || clock.now() - seen.at >= freshMs) {
      const asked = { at: clock.now(), members: look() };
      seen = asked;
      asked.members.catch(() => {
        if (seen === asked) seen = undefined;
      });
    }
    return seen.members;
  }

  return {
    async admit(proof) {
      let document: IdentityDocument;
      try {
        document = readIdentityDocument(proof, keys);
      } catch (error) {
        if (error instanceof IdentityError) return { kind: "refused", reason: error.message };
        throw error;
      }
      const { instanceId } = document;
      if (document.accountId !== accountId)
        return { kind: "refused", reason: `${instanceId} belongs to another AWS account` };
      if (!regions.includes(document.region))
        return {
          kind: "refused",
          reason: `${instanceId} is in ${document.region}, whose instances may not join`,
        };
      if (!(await members()).has(instanceId))
        return { kind: "refused", reason: `${instanceId} is no living member of the cluster ${cluster}` };
      return { kind: "admitted", workerId: instanceId, document };
    },
  };
}

function checkOptions(options: JoinDeskOptions): void {
  const checks = new Checks();
  const { certificates, regions, freshMs } = options;
  if (!Array.isArray(certificates) || certificates.length === 0)
    checks.add("certificates", "at least one certificate as PEM", certificates);
  checks.text("accountId", options.accountId, /^\d{12}$/, "12 digits");
  if (!Array.isArray(regions) || regions.length === 0) checks.add("regions", "at least one region", regions);
  checks.methods("cloud", options.cloud, ["describe"]);
  checks.text("cluster", options.cluster, /^[a-z0-9-]{1,32}$/, "1 to 32 of a-z, 0-9 and -");
  checks.number("freshMs", freshMs, 0, 3_600_000);
  checks.finish();
}
