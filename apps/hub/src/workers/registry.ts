import type { StoredWorker } from "../store/port.ts";
import type { HeldLease } from "./beats.ts";
import type { WorkerLink } from "./link.ts";
import { PullLine } from "./pull-line.ts";

/** How leases reach a worker: the hub sends them, or the worker asks for them. */
export type Delivery =
  | { readonly kind: "push"; readonly link: WorkerLink }
  | { readonly kind: "pull"; readonly line: PullLine };

/** One registration of one worker. A new registration is a new member. */
export interface Member {
  readonly worker: StoredWorker;
  readonly delivery: Delivery;
  readonly held: Map<string, HeldLease>;
  draining: boolean;
  /** False until the worker was told that it is registered: before, it would refuse leases. */
  answered: boolean;
  /** Pushes in a row that it refused because it knows another token than the hub: not this registration. */
  disowned: number;
  /** Weighted mean of how long it takes to answer the hub. */
  latencyMs: number;
  /** Aborts calls to the worker when it is given up; replaced when it comes back. */
  gone: AbortController;
}

/** The workers that registered with this hub, and the leases each holds. */
export class Registry {
  readonly #members = new Map<string, Member>();

  /** Takes the place of a member of the same id. */
  add(worker: StoredWorker, link: WorkerLink | undefined, answered: boolean): Member {
    const delivery: Delivery =
      link === undefined ? { kind: "pull", line: new PullLine() } : { kind: "push", link };
    const member: Member = {
      worker,
      delivery,
      held: new Map(),
      draining: worker.draining,
      answered,
      disowned: 0,
      latencyMs: 0,
      gone: new AbortController(),
    };
    this.#members.set(worker.workerId, member);
    return member;
  }

  get(workerId: string): Member | undefined {
    return this.#members.get(workerId);
  }

  /** Whether this registration is still the worker's current one. */
  isCurrent(member: Member): boolean {
    return this.#members.get(member.worker.workerId) === member;
  }

  get size(): number {
    return this.#members.size;
  }

  all(): Member[] {
    return [...this.#members.values()];
  }

  remove(workerId: string): boolean {
    return this.#members.delete(workerId);
  }

  /** Forgets a lease that ended, whoever ended it. */
  release(workerId: string, leaseId: string): void {
    this.#members.get(workerId)?.held.delete(leaseId);
  }
}

/** Slots of a worker that can be filled now. */
export function freeSlots(member: Member): number {
  if (member.draining || !member.answered) return 0;
  const free = Math.max(0, member.worker.slots - member.held.size);
  return member.delivery.kind === "pull" ? Math.min(free, member.delivery.line.open) : free;
}
