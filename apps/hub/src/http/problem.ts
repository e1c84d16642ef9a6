import { parse, type InputError, type Output, type Problem, type Schema } from "@pigeon/protocol";
import { StoreError } from "../store/port.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "Invalid input",
  401: "Not authenticated",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  408: "Request timeout",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  417: "Expectation failed",
  431: "Headers too large",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable",
  507: "Store full",
};

/** An answer that is an error, as RFC 9457 has it. The hub's handlers throw it. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly errors: readonly InputError[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    detail: string,
    more: { errors?: readonly InputError[]; retryAfterMs?: number } & ErrorOptions = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.status = status;
    this.errors = more.errors;
    this.retryAfterMs = more.retryAfterMs;
  }
}

export function notFound(what: string, id: string): ProblemError {
  return new ProblemError(404, `there is no ${what} with the id ${JSON.stringify(id.slice(0, 200))}`);
}

/** Checks an input against the contract; all problems at once. */
export function checked<S extends Schema>(schema: S, input: unknown, what = "body"): Output<S> {
  const parsed = parse(schema, input);
  if (parsed.ok) return parsed.value;
  const count = parsed.errors.length;
  const detail = `the ${what} has ${count === 1 ? "a problem" : `${count} problems`}: see errors`;
  throw new ProblemError(400, detail, { errors: parsed.errors });
}

const RETRY_STORE_AFTER_MS = 1_000;

/** What went wrong, as a problem; undefined when it is not the client's nor the store's doing. */
export function asProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof StoreError) return storeProblem(error);
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number")
    return undefined;
  // What fastify itself refuses: its messages name the limit or the media type.
  return error.statusCode < 500
    ? new ProblemError(error.statusCode, error.message, { cause: error })
    : undefined;
}

function storeProblem(error: StoreError): ProblemError {
  switch (error.code) {
    case "bad-cursor":
      return new ProblemError(400, "the query has a problem: see errors", {
        errors: [{ path: "cursor", message: error.message }],
      });
    case "full":
      return new ProblemError(507, "the hub's disk is full; nothing was stored, send it again later", {
        cause: error,
        retryAfterMs: RETRY_STORE_AFTER_MS,
      });
    default: {
      const detail =
        error.code === "unsure"
          ? "the hub's store broke off, and whether this was done is not known; send it again, with the same idempotency key"
          : "the hub's store does not answer; nothing was changed, send it again later";
      return new ProblemError(503, detail, { cause: error, retryAfterMs: RETRY_STORE_AFTER_MS });
    }
  }
}

export function toBody(problem: ProblemError, requestId: string): Problem {
  const { status, message, errors } = problem;
  const title = TITLES[status] ?? "Error";
  return {
    type: `urn:pigeon:problem:${title.toLowerCase().replaceAll(" ", "-")}`,
    title,
    status,
    detail: message,
    requestId,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}
