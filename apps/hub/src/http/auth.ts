import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Registry } from "../workers/registry.ts";
import { addressGroup } from "./limits-per-caller.ts";
import { ProblemError } from "./problem.ts";

export type Role = "client" | "worker" | "admin";
export interface Token {
  readonly name: string;
  readonly role: Role;
  readonly secret: string;
}

interface KnownToken {
  readonly name: string;
  readonly role: Role;
  readonly digest: Buffer;
}

/** Decides who may do what. Without tokens everyone may do everything: then the hub listens on loopback only. */
export class Gate {
  readonly #tokens: readonly KnownToken[];
  readonly #registry: Registry;

  constructor(tokens: readonly Token[], registry: Registry) {
    this.#tokens = tokens.map(({ name, role, secret }) => ({ name, role, digest: digest(secret) }));
    this.#registry = registry;
  }

  /**
   * Lets a request pass for one of the roles, or for an admin.
   *
   * @throws {ProblemError} 401 without a known token, 403 with one of another role.
   */
  allow(request: FastifyRequest, ...roles: readonly Role[]): void {
    if (this.#tokens.length === 0) return;
    const role = this.#known(bearer(request))?.role;
    if (role === undefined) throw unauthenticated();
    if (role !== "admin" && !roles.includes(role)) {
      throw new ProblemError(
        403,
        `this needs a token of the role ${[...new Set([...roles, "admin"])].join(" or ")}, received ${role}`,
      );
    }
  }

  /** For what one worker does: a token of the role worker, or the token that the worker got when it registered. */
  allowWorker(request: FastifyRequest, workerId: string): void {
    if (!this.#isWorker(bearer(request), workerId)) this.allow(request, "worker");
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

  #isWorker(secret: string | undefined, workerId: string): boolean {
    const own = this.#registry.get(workerId)?.worker.token;
    return secret !== undefined && own !== undefined && timingSafeEqual(digest(secret), digest(own));
  }

  #known(secret: string | undefined): KnownToken | undefined {
    if (secret === undefined || this.#tokens.length === 0) return undefined;
    const given = digest(secret);
    // Every token is compared, so that the time taken tells nothing.
    return this.#tokens.filter((token) => timingSafeEqual(token.digest, given))[0];
  }
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
