import { SinkError } from "../sink.ts";

/** A text of an answer that errors quote. */
const LONGEST_QUOTE = 200;
/** In characters. Nothing that sinks talk to answers more. */
const LONGEST_ANSWER = 65_536;

/** Statuses that may pass, as in @pigeon/retry, and all other 5xx: PagerDuty asks to retry those. */
const PASSING = [408, 425, 429];

/** One POST of JSON. */
export interface JsonPost {
  /** The sink's name, for errors. */
  readonly sink: string;
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal;
  /** Never to be quoted. The URL never is. */
  readonly secrets?: readonly string[] | undefined;
}

/** @throws {SinkError} for every answer but a 2xx, and when there is none. Never with the URL in it. */
export async function postJson({ sink, url, body, headers, signal, secrets = [] }: JsonPost): Promise<void> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "user-agent": "pigeon-alerts", ...headers },
      // A redirect would carry the content to a place that nobody configured.
      redirect: "manual",
      signal,
    });
    text = await readSome(response);
  } catch (error) {
    signal.throwIfAborted();
    // The error of fetch is not passed on: its message, or that of its cause, may hold the URL.
    throw new SinkError(sink, `no answer (${codeOf(error)})`, { retryable: true });
  }
  if (response.ok) return;
  const { status } = response;
  const quote = quoteOf(text, [url, new URL(url).pathname, ...secrets]);
  throw new SinkError(sink, `answered ${status}${quote === "" ? "" : `: ${quote}`}`, {
    retryable: PASSING.includes(status) || status >= 500,
    retryAfterMs: retryAfterMs(response.headers.get("retry-after"), response.headers.get("date")),
    status,
  });
}

/** Reads to the end, so that the connection can be used again, unless the answer is far too long. */
async function readSome({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_ANSWER) break;
  }
  return text;
}

/** Retry-After in seconds or as a date; the latter against the other side's own clock. */
export function retryAfterMs(header: string | null, date: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Math.ceil(Number(header) * 1000);
  const waitMs = Date.parse(header) - Date.parse(date ?? "");
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

function codeOf(error: unknown): string {
  const causes = [error instanceof Error ? error.cause : undefined, error];
  for (const cause of causes) {
    const code = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
    if (typeof code === "string" && /^\w{1,40}$/.test(code)) return code;
  }
  return "network failure";
}

function quoteOf(text: string, secrets: readonly string[]): string {
  let quote = text;
  for (const secret of secrets.flatMap((one) => [one, ...one.split(/\s+/)])) {
    // A word such as Bearer gives nothing away.
    if (secret.length >= 8) quote = quote.replaceAll(secret, "[secret]");
  }
  return quote.replace(/\s+/g, " ").trim().slice(0, LONGEST_QUOTE);
}
