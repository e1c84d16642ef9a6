/** How an outcome for HTTP looks: what `new Response` takes. */
export interface ResponseSpec {
  /** 200 to 599. */
  readonly status: number;
  /** Default none, but for the `content-type` of a body that is JSON. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; an object as JSON. Default empty. */
  readonly body?: unknown;
}

/** The `result` of an outcome rule: a new Response for each call. */
export function httpResponse({ status, headers = {}, body }: ResponseSpec): () => Response {
  const isText = typeof body === "string";
  const text = body === undefined ? null : isText ? body : JSON.stringify(body);
  const type = isText || body === undefined ? {} : { "content-type": "application/json" };
  return () => new Response(text, { status, headers: { ...type, ...headers } });
}

/** Throws unless an outcome rule gave what a caller of HTTP can use. */
export function asResponse(value: unknown): Response {
  if (value instanceof Response) return value;
  const kind = value === null ? "null" : typeof value;
  throw new TypeError(`An outcome for an HTTP request must be a Response, received a value of kind ${kind}`);
}
