import { every } from "../maintenance/every.ts";
import type { Clock, Ids } from "../ports.ts";
import type { Replicas, Taken } from "../store/replicas.ts";

/** How long a hub's lease holds after it was renewed: the most by which a dead hub keeps its workers. */
export const REPLICA_TTL_MS = 1_500;
/** How often a hub renews its lease, and looks for those that ended. */
export const RENEW_INTERVAL_MS = 500;
/** Others may have come and gone since; what they left unsaid is found out by asking. */
const COMPANY_MS = 10_000;

export interface MembershipParts {
  readonly replicas: Replicas;
  /** The same after a restart, and no other hub's. */
  readonly name: string;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "lease">;
  /** What others may read. */
  readonly report: () => string;
  /** Another hub has all that this one had. */
  readonly onLost: () => void;
  readonly onTaken: (taken: readonly Taken[]) => void;
  /** The lease holds again, after a time in which it did not. */
  readonly onRegained: () => void;
  /** Of the round with whose failure the place is lost. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * This hub's place among those that share its database. What counts is what the database says when something is
 * done; from here the hub only knows whether there is any use in trying.
 */
export class Membership {
  readonly #parts: MembershipParts;
  #id = "";
  /** By this hub's clock, counted from before the renewal was sent: never later than by the database's. */
  #validUntil = -Infinity;
  #validSince = 0;
  #leads = false;
  #others = 0;
  #metOthersAt = -Infinity;
  #taking = false;
  #fails = false;
  #told = false;
  #stop = (): void => {};

  constructor(parts: MembershipParts) {
    this.#parts = parts;
  }

  get id(): string {
    return this.#id;
  }

  get others(): number {
    return this.#others;
  }

  /** Whether other hubs are there, or were a moment ago. */
  get inCompany(): boolean {
    return this.#parts.clock.monotonic() - this.#metOthersAt < COMPANY_MS;
  }

  /** Whether the database did not answer when it was asked last. */
  get fails(): boolean {
    return this.#fails;
  }

  holds(): boolean {
    return this.#parts.clock.monotonic() < this.#validUntil;
  }

  leads(): boolean {
    return this.#leads && this.holds();
  }

  /** Joins, and takes up what is nobody's. */
  async start(): Promise<void> {
    await this.#join();
    await this.#renew();
    await this.#takeOver(false);
    const failed = (error: unknown) => this.#failed(error);
    this.#stop = every(this.#parts.clock, RENEW_INTERVAL_MS, () => this.#round(), failed);
  }

  /** Leaves its workers to others, who need not wait for the end of its lease. */
  async leave(): Promise<void> {
    this.#stop();
    this.#validUntil = -Infinity;
    await this.#parts.replicas.leave(this.#id);
  }

  #failed(error: unknown): void {
    this.#fails = true;
    if (this.#told || this.holds()) return;
    this.#told = true;
    this.#parts.onFailure(error);
  }

  async #join(): Promise<void> {
    const { replicas, ids, name, clock } = this.#parts;
    // A new one each time: what was said under the name of before counts no more.
    const id = ids.lease();
    const sentAt = clock.monotonic();
    await replicas.join({ id, name }, REPLICA_TTL_MS);
    this.#id = id;
    this.#validSince = sentAt;
    this.#validUntil = sentAt + REPLICA_TTL_MS;
  }

  async #round(): Promise<void> {
    const heldBefore = this.holds();
    const renewed = await this.#renew();
    if (renewed === undefined) {
      this.#validUntil = -Infinity;
      this.#leads = false;
      this.#parts.onLost();
      await this.#join();
      void this.#takeOver(false).catch((error: unknown) => this.#failed(error));
      return;
    }
    if (!heldBefore) {
      this.#validSince = this.#parts.clock.monotonic();
      this.#parts.onRegained();
    }
    // After a loss of the database all leases have ended: first everyone has time to renew.
    const mayJudge = this.#parts.clock.monotonic() - this.#validSince >= REPLICA_TTL_MS;
    if (renewed.unowned || (renewed.ended && mayJudge))
      void this.#takeOver(renewed.ended && mayJudge).catch((error: unknown) => this.#failed(error));
  }

  async #renew(): Promise<{ readonly ended: boolean; readonly unowned: boolean } | undefined> {
    const { replicas, clock, report } = this.#parts;
    const sentAt = clock.monotonic();
    const renewal = await replicas.renew(this.#id, REPLICA_TTL_MS, report());
    this.#fails = this.#told = false;
    if (renewal.kind === "gone") return undefined;
    this.#validUntil = sentAt + REPLICA_TTL_MS;
    this.#leads = renewal.leads;
    this.#others = renewal.others;
    if (renewal.others > 0) this.#metOthersAt = clock.monotonic();
    return renewal;
  }

  /** Beside the renewals, which must not wait for it. */
  async #takeOver(ended: boolean): Promise<void> {
    if (this.#taking) return;
    this.#taking = true;
    const id = this.#id;
    try {
      const taken = await this.#parts.replicas.takeOver({ id, name: this.#parts.name }, ended);
      // What was taken under a name that was lost meanwhile has gone with it.
      if (taken !== undefined && id === this.#id) this.#parts.onTaken(taken);
    } finally {
      this.#taking = false;
    }
  }
}
