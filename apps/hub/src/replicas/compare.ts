import type { Holding } from "../store/replicas.ts";
import type { Member } from "../workers/registry.ts";

/** A worker as this hub counted it before it asked the database. */
export interface Counted {
  readonly member: Member;
  /** Leases that must be on disk, if they have not ended: those that were handed to the worker. */
  readonly leaseIds: readonly string[];
  /** Those that were not handed over: their claim may be on its way, or their release was done and its answer lost. */
  readonly unsent: readonly string[];
}

interface Held {
  readonly member: Member;
  readonly leaseId: string;
}

export interface Difference {
  /** Workers that another hub has. */
  readonly lost: readonly Member[];
  /** Leases that have ended elsewhere. */
  readonly ended: readonly Held[];
  /** Leases that were not handed over and are not there. */
  readonly absent: readonly Held[];
  /**
   * Workers of this hub, and leases of theirs, that it does not know of, and the absent ones: unless they just came
   * or went.
   */
  readonly strange: ReadonlySet<string>;
}

export function count(members: readonly Member[]): Counted[] {
  return members.map((member) => {
    const held = [...member.held.values()];
    const unsent = held.filter(({ delivery }) => delivery === "unsent").map(({ leaseId }) => leaseId);
    const leaseIds = held.filter(({ delivery }) => delivery !== "unsent").map(({ leaseId }) => leaseId);
    return { member, leaseIds, unsent };
  });
}

/** What the database has otherwise than this hub had it when it asked, and has it now. */
export function compare(
  counted: readonly Counted[],
  holdings: readonly Holding[],
  memberOf: (workerId: string) => Member | undefined,
): Difference {
  const owned = new Map(holdings.map((holding) => [holding.workerId, holding]));
  const current = counted.filter(({ member }) => memberOf(member.worker.workerId) === member);
  const lost = current.filter(({ member }) => !owned.has(member.worker.workerId)).map(({ member }) => member);
  const missing = (idsOf: (counted: Counted) => readonly string[]) =>
    current.flatMap((counted) => {
      const { member } = counted;
      const leases = owned.get(member.worker.workerId)?.leases;
      if (leases === undefined) return [];
      return idsOf(counted)
        .filter((leaseId) => member.held.has(leaseId) && !leases.has(leaseId))
        .map((leaseId) => ({ member, leaseId }));
    });
  const ended = missing(({ leaseIds }) => leaseIds);
  const absent = missing(({ unsent }) => unsent);
  const strange = new Set(absent.map(({ leaseId }) => leaseId));
  for (const { workerId, leases } of holdings) {
    const member = memberOf(workerId);
    if (member === undefined) strange.add(workerId);
    for (const leaseId of leases.keys()) {
      const delivery = member?.held.get(leaseId)?.delivery;
      if (delivery === undefined || delivery === "in-doubt") strange.add(leaseId);
    }
  }
  return { lost, ended, absent, strange };
}
