import {
  BreakerList,
  BreakerView,
  Caller,
  DeadLetterGroups,
  ErrorList,
  ErrorSummary,
  ErrorTrends,
} from "@pigeon/protocol";
import type { ErrorRecord } from "@pigeon/protocol";
import { expectAnswer } from "./answer.ts";
import type { CallOptions, Calls } from "./calls.ts";
import { queryOf } from "./pages.ts";

export interface ErrorFilter extends CallOptions {
  readonly category?: ErrorRecord["category"];
  /** The latest so many, 1..1000. Default 100. */
  readonly limit?: number;
}

/** What went wrong, and what the hub does about it. */
export interface Insight {
  /** One breaker for each worker that the hub calls. */
  listBreakers(options?: CallOptions): Promise<BreakerView[]>;
  /** Closes a breaker. Rejects with a HubError of status 404 when there is none of that name. */
  resetBreaker(name: string, options?: CallOptions): Promise<BreakerView>;
  /** Holds a breaker open until it is reset. */
  isolateBreaker(name: string, options?: CallOptions): Promise<BreakerView>;
  /** The latest errors, newest first. */
  listErrors(filter?: ErrorFilter): Promise<ErrorRecord[]>;
  /** Counts and the top errors of the last minutes, 1..525600. Default 60. */
  errorSummary(options?: CallOptions & { readonly minutes?: number }): Promise<ErrorSummary>;
  /** Errors by the hour, and where they are going; the last 1..8760 hours. Default 24. */
  errorTrends(options?: CallOptions & { readonly hours?: number }): Promise<ErrorTrends>;
  /** All errors of one request or job, in order of time. */
  correlatedErrors(correlationId: string, options?: CallOptions): Promise<ErrorRecord[]>;
  /** Dead letters whose errors are alike, the largest group first. */
  deadLetterGroups(options?: CallOptions & { readonly type?: string }): Promise<DeadLetterGroups>;
  /** Whose token this client shows, and what it may do. */
  whoami(options?: CallOptions): Promise<Caller>;
}

export function createInsight(calls: Calls): Insight {
  const get = (path: string, signal: AbortSignal | undefined): Promise<unknown> =>
    calls.send({ method: "GET", path, signal });

  async function change(
    name: string,
    action: "reset" | "isolate",
    { signal }: CallOptions,
  ): Promise<BreakerView> {
    const path = `/v1/breakers/${encodeURIComponent(name)}/${action}`;
    // Done twice it is done.
    const body = await calls.send({ method: "POST", path, repeatable: true, signal });
    return expectAnswer(BreakerView, body, `POST ${path}`);
  }

  return {
    async listBreakers({ signal } = {}) {
      return expectAnswer(BreakerList, await get("/v1/breakers", signal), "GET /v1/breakers").breakers;
    },
    resetBreaker: (name, options = {}) => change(name, "reset", options),
    isolateBreaker: (name, options = {}) => change(name, "isolate", options),
    async listErrors({ signal, category, limit } = {}) {
      const body = await get(`/v1/errors${queryOf({ category, limit })}`, signal);
      return expectAnswer(ErrorList, body, "GET /v1/errors").errors;
    },
    async errorSummary({ signal, minutes } = {}) {
      const body = await get(`/v1/errors/summary${queryOf({ minutes })}`, signal);
      return expectAnswer(ErrorSummary, body, "GET /v1/errors/summary");
    },
    async errorTrends({ signal, hours } = {}) {
      const body = await get(`/v1/errors/trends${queryOf({ hours })}`, signal);
      return expectAnswer(ErrorTrends, body, "GET /v1/errors/trends");
    },
    async correlatedErrors(correlationId, { signal } = {}) {
      const path = `/v1/errors/correlated/${encodeURIComponent(correlationId)}`;
      return expectAnswer(ErrorList, await get(path, signal), `GET ${path}`).errors;
    },
    async deadLetterGroups({ signal, type } = {}) {
      const body = await get(`/v1/dead-letters/groups${queryOf({ type })}`, signal);
      return expectAnswer(DeadLetterGroups, body, "GET /v1/dead-letters/groups");
    },
    async whoami({ signal } = {}) {
      return expectAnswer(Caller, await get("/v1/whoami", signal), "GET /v1/whoami");
    },
  };
}
