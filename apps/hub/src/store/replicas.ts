import type { Claimed, StoredWorker } from "./port.ts";

/** A hub as it is known to a database that several share. Each start, and each return after a loss, is a new one. */
export interface Replica {
  readonly id: string;
  /** The same after a restart, and nobody else's. */
  readonly name: string;
}

export type Joined =
  | { readonly kind: "joined" }
  /** A hub of that name may be alive. */
  | {
      readonly kind: "name-taken";
      /** When its lease ends: another word each time that it is renewed. */
      readonly until: string;
    };

/** What a hub has to say when it renews its lease, and what all may read. */
export interface ReplicaView extends Replica {
  readonly leads: boolean;
  /** What it said last. */
  readonly report: string;
}

export type Renewal =
  /** Nobody knows it any more: its lease ended, and another one took over what it had. */
  | { readonly kind: "gone" }
  | {
      readonly kind: "renewed";
      /** Whether it is the one that does what is done once for all: the oldest whose lease holds. */
      readonly leads: boolean;
      /** How many others have a lease that holds. */
      readonly others: number;
      /** Whether there is something to take over, but for workers whose hub's lease holds. */
      readonly ended: boolean;
      /** Whether workers have a hub that has left. */
      readonly unowned: boolean;
    };

/** A worker that has a new owner, and the leases that it holds. */
export interface Taken {
  readonly worker: StoredWorker;
  readonly leases: readonly Claimed[];
}

/** What a replica has by the word of the database. */
export interface Holding {
  readonly workerId: string;
  /** Of the worker, by their ids, with the types of their jobs. */
  readonly leases: ReadonlyMap<string, string>;
}

/** A worker with the name of the hub that has it, if there is one. */
export interface OwnedWorker {
  readonly worker: StoredWorker;
  readonly replica: string | undefined;
  readonly running: number;
}

/**
 * Several hubs on one store. Time is the database's. What a replica may do with a worker is decided in the
 * transaction that does it: while the replica's lease holds and the worker is its own.
 */
export interface Replicas {
  /**
   * Takes the place of an earlier one of the same name whose process is gone, or whose lease ended; of several of
   * one name that try, one gets it.
   */
  join(replica: Replica, ttlMs: number): Promise<Joined>;
  /** Makes the lease hold for `ttlMs` from now on; one that ended, and that nobody took over, too. */
  renew(id: string, ttlMs: number, report: string): Promise<Renewal>;
  /** Its workers are nobody's then, for others to take. */
  leave(id: string): Promise<void>;
  /**
   * Takes the workers that nobody has: of hubs that left, of an earlier one of the same name, and, with `ended`, of
   * those whose lease ended. Of several who try, one gets each. Undefined when the lease of
   * the one who asks does not hold.
   */
  takeOver(replica: Replica, ended: boolean): Promise<readonly Taken[] | undefined>;

  /** Stores a registration as this replica's; answers the leases of the one before. Undefined without a lease. */
  register(id: string, worker: StoredWorker): Promise<readonly Claimed[] | undefined>;
  /** Makes a known worker this replica's, whoever has it now. */
  move(id: string, workerId: string): Promise<Taken | "unknown" | "no-lease">;
  /** Stores a change of a worker, if it is this replica's. */
  update(id: string, worker: StoredWorker): Promise<boolean>;
  /** Removes a worker, if it is this replica's. */
  remove(id: string, workerId: string): Promise<boolean>;

  find(workerId: string): Promise<StoredWorker | undefined>;
  holdings(id: string): Promise<readonly Holding[]>;
  /** Which of these jobs are finished. */
  finished(jobIds: readonly string[]): Promise<readonly string[]>;
  /** Leases of workers that are not there. */
  orphans(limit: number): Promise<readonly Claimed[]>;
  replicas(): Promise<readonly ReplicaView[]>;
  workers(): Promise<readonly OwnedWorker[]>;

  /** Says something to the others, who may miss it. Never rejects. */
  tell(id: string, text: string): void;
  /** Calls back with what others say. */
  hear(listener: (text: string) => void): void;
}
