import type { z } from "zod";

export type Role = "client" | "worker" | "admin";

/** What an endpoint answers: JSON of a schema, or a body of another media type. */
export interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Default `application/json`. */
  readonly media?: string;
}

/** One endpoint of the contract. */
export interface Endpoint {
  readonly method: "get" | "post" | "delete";
  /** With `{name}` for each parameter. */
  readonly path: string;
  readonly id: string;
  readonly tag: "jobs" | "dead letters" | "workers" | "operations" | "alerts" | "errors";
  readonly summary: string;
  readonly description?: string;
  /** Who may call it besides an admin; `anyone` needs no token. */
  readonly roles: "anyone" | readonly Role[];
  readonly query?: z.ZodObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** A body is not needed. */
  readonly bodyOptional?: true;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Problems of its own, with their reason. Those that every endpoint of its kind has are added. */
  readonly problems?: Readonly<Record<number, string>>;
  readonly example?: { readonly body?: unknown; readonly answer?: unknown };
}

const UNAVAILABLE = "the hub is stopping, or its store does not answer";

/** All problems that an endpoint may answer with. */
export function problemsOf({ roles, query, body, path, problems }: Endpoint): Record<number, string> {
  return {
    ...(query === undefined && body === undefined ? {} : { 400: "the input has problems: all are listed" }),
    ...(roles === "anyone" ? {} : { 401: "no known token", 403: "a token of another role" }),
    ...(/\{/.test(path) ? { 404: "there is none of that id" } : {}),
    ...(body === undefined ? {} : { 413: "the body is too large", 415: "the body is not JSON" }),
    ...(roles === "anyone" ? {} : { 429: "too many requests: come back after Retry-After" }),
    ...(roles === "anyone" ? {} : { 503: UNAVAILABLE }),
    ...problems,
  };
}
