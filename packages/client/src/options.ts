import { DEFAULT_HUB_URL, MAX_TIMER_MS } from "@pigeon/protocol";
import type { RetryOptions } from "@pigeon/retry";
import { hubAddresses, hubProblems, show } from "./hub-addresses.ts";
import { realSystem } from "./system.ts";
import type { System } from "./system.ts";
import { tlsProblem } from "./tls.ts";
import type { TlsOptions } from "./tls.ts";

/** How failed requests are repeated. A wait that the hub's Retry-After asks for is kept, up to 30 s. */
export interface ClientRetryOptions {
  /** Attempts after the first, from 0. Default 5. */
  readonly maxRetries?: number;
  /** Delay before the first retry, in ms, doubling from there. Default 100. */
  readonly baseDelayMs?: number;
  /** Longest delay, in ms. Default 5000. */
  readonly maxDelayMs?: number;
  /** Told before each delay. What it throws is ignored. */
  readonly onRetry?: NonNullable<RetryOptions["onRetry"]>;
}

export interface ClientOptions {
  /**
   * The hub's address. Default `http://127.0.0.1:4040`. Of several hubs on one database: a list, or a text
   * with commas. The client stays with one of them, any one, and goes on to the next when it is out of reach.
   */
  readonly hub?: string | readonly string[];
  /** The client's token, when the hub asks for one. */
  readonly token?: string;
  /** For a hub at an https address, with an authority of your own or client certificates. */
  readonly tls?: TlsOptions;
  /** Longest time for one request, in ms, on top of the time that a read asks the hub to wait. Default 30000. */
  readonly timeoutMs?: number;
  readonly retry?: ClientRetryOptions;
  /** Connections for short requests, and as many again for waits, 1..10000. Default 64. */
  readonly maxConnections?: number;
  /** Clock, randomness and ids, for tests. */
  readonly system?: System;
}

/** The options with their defaults. */
export interface Settings {
  readonly hubs: readonly string[];
  readonly token: string | undefined;
  readonly tls: TlsOptions | undefined;
  readonly timeoutMs: number;
  readonly maxConnections: number;
  readonly retry: RetryOptions;
  readonly system: System;
}

/** Options that cannot work: all problems at once. */
export class ClientOptionsError extends TypeError {
  override readonly name: string = "ClientOptionsError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`a client cannot be made from these options:\n${problems.map((line) => `  - ${line}`).join("\n")}`);
    this.problems = problems;
  }
}

/** Fills in the defaults. Throws ClientOptionsError. */
export function readOptions(options: ClientOptions): Settings {
  const { hub = DEFAULT_HUB_URL, token, tls, timeoutMs = 30_000, maxConnections = 64, retry = {} } = options;
  const { maxRetries = 5, baseDelayMs = 100, maxDelayMs = 5000, onRetry } = retry;
  const system = options.system ?? realSystem;
  const problems: string[] = [];
  const need = (ok: boolean, name: string, value: unknown, expected: string): void => {
    if (!ok) problems.push(`${name}: expected ${expected}, received ${show(value)}`);
  };
  const whole = (name: string, value: number, min: number, max: number): void =>
    need(
      Number.isInteger(value) && value >= min && value <= max,
      name,
      value,
      `a whole number from ${min} to ${max}`,
    );
  const hubs = hubAddresses(hub);
  problems.push(...hubProblems(hubs));
  const isToken = token === undefined || (typeof token === "string" && /^[\x21-\x7e]+$/.test(token));
  if (!isToken)
    problems.push("token: expected visible ASCII without spaces, received something else (not shown)");
  const badTls = tlsProblem(tls);
  if (badTls !== undefined) problems.push(badTls);
  whole("timeoutMs", timeoutMs, 1, MAX_TIMER_MS);
  whole("maxConnections", maxConnections, 1, 10_000);
  whole("retry.maxRetries", maxRetries, 0, 1_000_000);
  whole("retry.baseDelayMs", baseDelayMs, 0, MAX_TIMER_MS);
  whole("retry.maxDelayMs", maxDelayMs, 0, MAX_TIMER_MS);
  need(onRetry === undefined || typeof onRetry === "function", "retry.onRetry", onRetry, "a function");
  if (problems.length > 0) throw new ClientOptionsError(problems);
  const policy = {
    maxRetries,
    baseDelayMs,
    maxDelayMs,
    onRetry,
    jitter: "equal",
    maxRetryAfterMs: 30_000,
  } as const;
  return {
    hubs,
    token,
    tls,
    timeoutMs,
    maxConnections,
    system,
    retry: { ...policy, clock: system, random: system.random },
  };
}
