import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../ports.ts";
import type { Token } from "./auth.ts";

const PREFIX = "pjt_";

/**
 * Tokens of instances that proved who they are: each lets one worker register and act, by its id, for a short
 * time. Nothing is kept: the token itself tells, signed with a key that follows from the admins' secrets. So every
 * replica takes what another one made, also after a restart; new secrets of admins end them all.
 */
export class JoinTokens {
  readonly #key: Buffer;
  readonly #clock: Clock;
  readonly #ttlMs: number;

  constructor(tokens: readonly Token[], ttlMs: number, clock: Clock) {
    const secrets = tokens.filter(({ role }) => role === "admin").map(({ secret }) => secret);
    this.#key = createHmac("sha256", "pigeon join tokens")
      .update(JSON.stringify(secrets.toSorted((a, b) => (a < b ? -1 : 1))))
      .digest();
    this.#clock = clock;
    this.#ttlMs = ttlMs;
  }

  issue(workerId: string): { readonly token: string; readonly expiresAt: number } {
    const expiresAt = this.#clock.now() + this.#ttlMs;
    const claim = Buffer.from(JSON.stringify([workerId, expiresAt])).toString("base64url");
    return { token: `${PREFIX}${claim}.${this.#sign(claim).toString("base64url")}`, expiresAt };
  }

  /** The worker that a token stands for; undefined for another token, a forged one, and one that has expired. */
  read(token: string): string | undefined {
    if (!token.startsWith(PREFIX)) return undefined;
    const [claim = "", signature = ""] = token.slice(PREFIX.length).split(".");
    const given = Buffer.from(signature, "base64url");
    const expected = this.#sign(claim);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [workerId, expiresAt] = JSON.parse(Buffer.from(claim, "base64url").toString()) as [string, number];
    return this.#clock.now() < expiresAt ? workerId : undefined;
  }

  #sign(claim: string): Buffer {
    return createHmac("sha256", this.#key).update(claim).digest();
  }
}
