import { every } from "../maintenance/every.ts";
import type { Clock, Ids } from "../ports.ts";
import { StoreError } from "../store/port.ts";
import type { Replicas, Taken } from "../store/replicas.ts";

/** How long a hub's lease holds after it was renewed: the most by which a dead hub keeps its workers. */
export const REPLICA_TTL_MS = 1_500;
/** How often a hub renews its lease, and looks for those that ended. */
export const RENEW_INTERVAL_MS = 500;
/** Others may have come and gone since; what they left unsaid is found out by asking. */
const COMPANY_MS = 10_000;
/** How often a hub that starts looks whether the earlier one of its name is gone. */
const NAME_LOOK_MS = 100;

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
  #hasName = false;
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

  /** False until it joined, and while another hub has its name. */
  get hasName(): boolean {
    return this.#hasName;
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

  /**
   * Joins, and takes up what is nobody's. After a hub of its name that was killed it waits until that is sure: until
   * its process is gone at the server or its lease ended.
   *
   * @throws {StoreError} "locked" when one of its name is alive.
   */
  async start(): Promise<void> {
    for (let before: string | undefined; ;) {
      const until = await this.#join();
      if (until === undefined) break;
      // It was renewed while this one looked on.
      if (before !== undefined && until !== before) throw nameTaken(this.#parts.name);
      before = until;
      await new Promise<void>((resolve) => void this.#parts.clock.after(NAME_LOOK_MS, resolve));
    }
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

  /** Answers until when another one of its name has its place, if it has. */
  async #join(): Promise<string | undefined> {
    const { replicas, ids, name, clock } = this.#parts;
    // A new one each time: what was said under the name of before counts no more.
    const id = ids.lease();
    const sentAt = clock.monotonic();
    const joined = await replicas.join({ id, name }, REPLICA_TTL_MS);
    this.#hasName = joined.kind === "joined";
    if (joined.kind === "name-taken") return joined.until;
    this.#fails = this.#told = false;
    this.#id = id;
    this.#validSince = sentAt;
    this.#validUntil = sentAt + REPLICA_TTL_MS;
    return undefined;
  }

  async #round(): Promise<void> {
    const heldBefore = this.holds();
    const renewed = await this.#renew();
    if (renewed === undefined) {
      this.#validUntil = -Infinity;
      this.#leads = false;
      this.#parts.onLost();
      // One that was frozen may find its name taken: it has no place then until the other one left.
      if ((await this.#join()) !== undefined) throw nameTaken(this.#parts.name);
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
    if (renewal.kind === "gone") return undefined;
    this.#fails = this.#told = false;
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

function nameTaken(name: string): StoreError {
  return new StoreError(
    "locked",
    `another hub on this database has the name ${name} and is alive; stop it, or give each hub a name of its own by PIGEON_HUB_NAME`,
  );
}
