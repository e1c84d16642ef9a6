import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { StoredWorker } from "../store/port.ts";
import type { Registrant } from "../workers/registrant.ts";
import type { Registry } from "../workers/registry.ts";
import type { JoinTokens } from "./join-tokens.ts";
import { addressGroup } from "./limits-per-caller.ts";
import { ProblemError } from "./problem.ts";

export type Role = "client" | "worker" | "admin";
export interface Token {
  readonly name: string;
  readonly role: Role;
  readonly secret: string;
}

/** Who holds a token. */
export interface Caller extends Pick<Token, "name" | "role"> {
  /** The only worker that it may be. Default: any. */
  readonly workerId?: string;
}

interface KnownToken extends Caller {
  readonly digest: Buffer;
}

type FindElsewhere = (workerId: string) => Promise<StoredWorker | undefined>;

/** Decides who may do what. Without tokens everyone may do everything: then the hub listens on loopback only. */
export class Gate {
  readonly #tokens: readonly KnownToken[];
  readonly #registry: Registry;
  readonly #find: FindElsewhere;
  readonly #joinTokens: JoinTokens | undefined;

  /** `find` looks for a worker that another hub may have. Default: there is no other. */
  constructor(
    tokens: readonly Token[],
    registry: Registry,
    find: FindElsewhere = async () => undefined,
    joinTokens?: JoinTokens,
  ) {
    this.#find = find;
    this.#joinTokens = joinTokens;
    this.#tokens = tokens.map(({ name, role, secret }) => ({ name, role, digest: digest(secret) }));
    this.#registry = registry;
  }

  /**
   * Lets a request pass for one of the roles, or for an admin.
   *
   * @returns whose token it is; undefined where none is asked for.
   * @throws {ProblemError} 401 without a known token, 403 with one of another role.
   */
  allow(request: FastifyRequest, ...roles: readonly Role[]): Caller | undefined {
    if (this.#tokens.length === 0) return undefined;
    const caller = this.#known(bearer(request));
    if (caller === undefined) throw unauthenticated();
    if (caller.role !== "admin" && !roles.includes(caller.role)) {
      throw new ProblemError(
        403,
        `this needs a token of the role ${[...new Set([...roles, "admin"])].join(" or ")}, received ${caller.role}`,
      );
    }
    return caller;
  }

  /** Whose token it is, whatever it may do. */
  identify(request: FastifyRequest): Caller | undefined {
    const known = this.#known(bearer(request));
    return known && { name: known.name, role: known.role };
  }

  /** Whether a worker does something to itself, with the token that it got when it registered. */
  isWorkersOwn(request: FastifyRequest): boolean {
    const { id } = (request.params ?? {}) as { id?: string };
    return id !== undefined && this.#isWorker(bearer(request), id);
  }

  /**
   * For what one worker does: the token that it got when it registered, the token of the role worker that it
   * registered with, or an admin's.
   */
  async allowWorker(request: FastifyRequest, workerId: string): Promise<void> {
    const secret = bearer(request);
    if (this.#isWorker(secret, workerId)) return;
    // What is no token at all is not worth a look.
    if (!isWorkerToken(secret)) this.allow(request, "worker");
    const worker = this.#registry.get(workerId)?.worker;
    const elsewhere = worker === undefined || isWorkerToken(secret) ? await this.#find(workerId) : undefined;
    if (isTokenOf(elsewhere, secret)) return;
    const caller = this.allow(request, "worker");
    requireSelf(caller, workerId);
    this.#requireOwner(caller, elsewhere ?? worker);
  }

  /** Whether it may be the worker itself that asks, for all that its token tells. */
  mayBe(request: FastifyRequest, worker: StoredWorker): boolean {
    const secret = bearer(request);
    return !isWorkerToken(secret) || isTokenOf(worker, secret);
  }

  /** Who registers a worker: a known id only who registered it before, or an admin. */
  registrant(request: FastifyRequest): Registrant {
    const caller = this.allow(request, "worker");
    requireSelf(caller, (request.body as { workerId?: unknown } | null | undefined)?.workerId);
    return { name: caller?.name, mayReplace: (worker) => this.#requireOwner(caller, worker) };
  }

  /** Whose requests are counted together: one token's, one worker's, or those of everyone else at an address. */
  callerOf(request: FastifyRequest): string {
    const secret = bearer(request);
    const known = this.#known(secret);
    if (known !== undefined) return `token ${known.name}`;
    const { id } = (request.params ?? {}) as { id?: string };
    if (id !== undefined && this.#isWorker(secret, id)) return `worker ${id}`;
    return `address ${addressGroup(request.ip)}`;
  }

  #requireOwner(caller: Caller | undefined, worker: StoredWorker | undefined): void {
    if (caller === undefined || caller.role === "admin" || worker === undefined) return;
    const { owner, workerId } = worker;
    if (owner === undefined || owner === caller.name) return;
    // A token that was taken away binds nobody: its workers could never come back else.
    if (!this.#tokens.some(({ name }) => name === owner)) return;
    throw new ProblemError(
      403,
      `the worker ${JSON.stringify(workerId)} registered with another token than ${caller.name}; use that one, or another worker id`,
    );
  }

  #isWorker(secret: string | undefined, workerId: string): boolean {
    return isTokenOf(this.#registry.get(workerId)?.worker, secret);
  }

  #known(secret: string | undefined): KnownToken | undefined {
    if (secret === undefined || this.#tokens.length === 0) return undefined;
    const given = digest(secret);
    const workerId = this.#joinTokens?.read(secret);
    if (workerId !== undefined)
      return { name: `instance ${workerId}`, role: "worker", workerId, digest: given };
    // Every token is compared, so that the time taken tells nothing.
    return this.#tokens.filter((token) => timingSafeEqual(token.digest, given))[0];
  }
}

function isTokenOf(worker: StoredWorker | undefined, secret: string | undefined): boolean {
  return (
    secret !== undefined && worker !== undefined && timingSafeEqual(digest(secret), digest(worker.token))
  );
}

function requireSelf(caller: Caller | undefined, workerId: unknown): void {
  if (caller?.workerId === undefined || caller.workerId === workerId) return;
  throw new ProblemError(403, `this token is that of the worker ${JSON.stringify(caller.workerId)} alone`);
}

/** By its prefix. */
function isWorkerToken(secret: string | undefined): secret is string {
  return secret?.startsWith("pwt_") === true;
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

function unauthenticated(): ProblemError {
  return new ProblemError(401, "send a known token in the header Authorization: Bearer <token>");
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
