import type { Problem } from "@pigeon/protocol";

/** Answers after which the same request may succeed. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The hub refused a request, or failed at it. */
export class HubError extends Error {
  override readonly name: string = "HubError";
  /** The HTTP status. */
  readonly status: number;
  /** What the hub said, by RFC 9457. */
  readonly problem: Problem;
  /** Whether the same request may succeed later: 408, 425, 429, 500, 502, 503 and 504. */
  readonly retryable: boolean;
  /** What the hub's Retry-After asked for. */
  declare readonly retryAfterMs?: number;

  constructor(problem: Problem, retryAfterMs?: number) {
    super(textOf(problem));
    this.status = problem.status;
    this.problem = problem;
    this.retryable = RETRYABLE_STATUSES.has(problem.status);
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}

/** No answer: the hub is not there, the connection broke, or the time was up. `cause` is the reason. */
export class HubUnreachableError extends Error {
  override readonly name: string = "HubUnreachableError";
  readonly retryable: true = true;
  /** False when the request surely never left: then the hub has done nothing. */
  readonly maybeReceived: boolean;

  constructor(hub: string, maybeReceived: boolean, cause: unknown) {
    super(`no answer from the hub at ${hub}: ${reasonOf(cause)}`, { cause });
    this.maybeReceived = maybeReceived;
  }
}

/** Something answered, but not as a Pigeon hub does: most likely the address is another server's. */
export class HubAnswerError extends Error {
  override readonly name: string = "HubAnswerError";
  readonly retryable: false = false;
}

/** The client was closed before or during the call. */
export class ClientClosedError extends Error {
  override readonly name: string = "ClientClosedError";
  readonly retryable: false = false;
  constructor() {
    super("the client is closed; make a new one with createClient()");
  }
}

function textOf({ title, status, detail, errors = [] }: Problem): string {
  const fields = errors.map(({ path, message }) => `\n  - ${path === "" ? "(body)" : path}: ${message}`);
  return `${title} (${status})${detail === "" ? "" : `: ${detail}`}${fields.join("")}`;
}

/** A refused connection to a name with several addresses hides its reason one level deeper. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== "" ? error.message : String(error);
}
