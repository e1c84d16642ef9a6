/** What rules know of a call. */
export interface ChaosCall {
  /** What is called, such as `"payments"`. Calls are numbered by name, up to 1000 names apart. */
  readonly name: string;
  /**
   * What the call is about, such as the id of a job. Calls with a key draw by it instead of by their
   * number, so that the same key gets the same faults in whatever order calls come.
   */
  readonly key?: string | undefined;
  /** The method of an HTTP request, in capitals. */
  readonly method?: string | undefined;
  /** The whole URL of an HTTP request. */
  readonly url?: string | undefined;
  /** Ends an injected latency early: the call then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** As a call appears in events: without what may be secret in its URL. */
export interface CallInfo {
  readonly name: string;
  /** From 1, in the order of calls of this name. */
  readonly number: number;
  readonly key?: string;
  readonly method?: string;
  /** Without user, password, query and fragment. */
  readonly url?: string;
}

export function callInfo(call: ChaosCall, number: number): CallInfo {
  return {
    name: call.name,
    number,
    ...(call.key !== undefined && { key: call.key }),
    ...(call.method !== undefined && { method: call.method }),
    ...(call.url !== undefined && { url: publicUrl(call.url) }),
  };
}

/** Strips what may be secret. What is no URL is cut where a query or fragment may begin. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url.replace(/[?#].*$/su, "");
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
