import type { ErrorCause } from "./types.ts";

/** What could be read from a thrown value, before redaction. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly status?: number;
  /** The AWS SDK says that the service asked to slow down. */
  readonly throttled?: boolean;
  /** Whose fault it is, where an AWS service says so. */
  readonly fault?: "client" | "server";
  /** The grouping that the error asks for itself. */
  readonly fingerprint?: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  readonly causes: readonly ErrorCause[];
}

const MAX_CAUSES = 8;
// Where libraries that throw plain objects put their text.
const TEXT_KEYS = ["message", "reason", "detail", "title", "statusText"] as const;

/** Reads anything that can be thrown. Never throws itself, whatever getters and proxies do. */
export function readThrown(value: unknown): Thrown {
  const below = underlying(value);
  const chain = [value, ...below];
  const causes = below.map((cause) => causeOf(cause));
  const code = first(chain, codeOf);
  const status = first(chain, statusOf);
  const stack = text(get(value, "stack"));
  const retryable = first(chain, retryableOf);
  const retryAfterMs = first(chain, (link) => duration(get(link, "retryAfterMs")));
  const fault = first(chain, (link) => faultOf(get(link, "$fault")));
  const throttled = chain.some((link) => get(get(link, "$retryable"), "throttling") === true);
  const fingerprint = text(get(value, "fingerprint"));
  const name = nameOf(value);
  return {
    name,
    message: messageOf(value) ?? causes.find((cause) => cause.message !== "")?.message ?? name,
    ...(stack !== undefined && { stack }),
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    ...(fault !== undefined && { fault }),
    ...(throttled && { throttled }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(retryable !== undefined && { retryable }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    causes,
  };
}

/** A property of anything, or undefined where it cannot be read. */
export function get(value: unknown, key: string): unknown {
  if (!isObject(value)) return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** A finite duration in ms that is not negative. */
export function duration(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

// Causes and aggregated errors, breadth first: what lies nearest is the most telling.
function underlying(top: unknown): unknown[] {
  const seen = new Set([top]);
  const found: unknown[] = [];
  const queue = [top];
  while (queue.length > 0) {
    const value = queue.shift();
    for (const child of [get(value, "cause"), ...members(get(value, "errors"))]) {
      if (child === undefined || child === null || seen.has(child)) continue;
      if (found.length === MAX_CAUSES) return found;
      seen.add(child);
      found.push(child);
      queue.push(child);
    }
  }
  return found;
}

function members(errors: unknown): unknown[] {
  try {
    return Array.isArray(errors) ? errors.slice(0, MAX_CAUSES).filter(isObject) : [];
  } catch {
    return [];
  }
}

function causeOf(value: unknown): ErrorCause {
  const code = codeOf(value);
  return { name: nameOf(value), message: messageOf(value) ?? "", ...(code !== undefined && { code }) };
}

function nameOf(value: unknown): string {
  if (!isObject(value)) return isErrorStatus(value) ? "HttpStatus" : "NonError";
  const own = text(get(value, "name"));
  const constructed = text(get(get(value, "constructor"), "name"));
  // A subclass that does not set its name is still told apart by its constructor; an error that came as
  // JSON has none but Object.
  const unnamed = own === "Error" && constructed !== undefined && constructed !== "Object";
  return own !== undefined && !unnamed ? own : (constructed ?? "NonError");
}

function messageOf(value: unknown): string | undefined {
  if (!isObject(value)) return isErrorStatus(value) ? `HTTP ${value}` : text(String(value));
  const status = isAnswer(value) ? statusOf(value) : undefined;
  if (status !== undefined) {
    const words = text(get(value, "statusText")) ?? text(get(value, "statusMessage")) ?? "";
    return `HTTP ${status} ${words}`.trimEnd();
  }
  for (const key of TEXT_KEYS) {
    const found = text(get(value, key));
    if (found !== undefined) return found;
  }
  if (typeof get(value, "stack") === "string" || typeof value === "function") return undefined;
  const keys = keysOf(value);
  return keys.length === 0 ? undefined : `object with ${keys.slice(0, 10).join(", ")}`;
}

// A Response of fetch, or Node's IncomingMessage: their text is only the status.
function isAnswer(value: object): boolean {
  return (
    get(value, "headers") !== undefined &&
    (typeof get(value, "statusText") === "string" || typeof get(value, "statusMessage") === "string") &&
    TEXT_KEYS.every((key) => key === "statusText" || get(value, key) === undefined)
  );
}

function isErrorStatus(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 400 && (value as number) <= 599;
}

function codeOf(value: unknown): string | undefined {
  // AWS services that answer in XML say `Code`.
  const code = get(value, "code") ?? get(value, "Code");
  if (typeof code === "string") return text(code);
  // A DOMException has a number from the times before names, which says nothing.
  if (typeof code !== "number" || !Number.isFinite(code) || value instanceof DOMException) return undefined;
  return String(code);
}

function statusOf(value: unknown): number | undefined {
  const places = [
    isErrorStatus(value) ? value : get(value, "status"),
    get(value, "statusCode"),
    get(get(value, "$metadata"), "httpStatusCode"),
    get(get(value, "response"), "status"),
  ];
  return places.find(
    (status): status is number =>
      typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 599,
  );
}

function keysOf(value: object): string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}

function first<T>(chain: readonly unknown[], read: (link: unknown) => T | undefined): T | undefined {
  for (const link of chain) {
    const found = read(link);
    if (found !== undefined) return found;
  }
  return undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function retryableOf(value: unknown): boolean | undefined {
  const retryable = get(value, "retryable");
  if (typeof retryable === "boolean") return retryable;
  return isObject(get(value, "$retryable")) ? true : undefined;
}

function faultOf(fault: unknown): "client" | "server" | undefined {
  return fault === "client" || fault === "server" ? fault : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
