import { RetryExhaustedError, retry } from "@pigeon/retry";
import { mayRetry } from "./may-retry.ts";
import type { Hubs } from "./hubs.ts";
import type { Settings } from "./options.ts";
import type { HubRequest } from "./transport.ts";

export interface CallOptions {
  /** Aborting it ends the request or the delay at once; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Call extends HubRequest {
  /** Sending it twice does what sending it once does. Default: GET and DELETE. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Calls {
  send(call: Call): Promise<unknown>;
  /**
   * As send. When a later attempt than the first fails, `onFailure` may make an answer of it: the work may
   * have been done by an attempt whose answer was lost.
   */
  sendOrElse(call: Call, onFailure: (error: unknown) => Promise<unknown>): Promise<unknown>;
}

/** Requests with retries. Rejects with the last failure itself. */
export function createCalls(hubs: Hubs, settings: Settings): Calls {
  async function run(call: Call, onFailure?: (error: unknown) => Promise<unknown>): Promise<unknown> {
    const { signal, repeatable = call.method !== "POST" } = call;
    let attempts = 0;
    try {
      return await retry(
        (context) =>
          hubs.ask(repeatable, (hub, timeoutMs) => {
            attempts += 1;
            return hub.send(call, timeoutMs, signal === undefined ? undefined : context.signal);
          }),
        { ...settings.retry, signal, shouldRetry: ({ error }) => mayRetry(error, repeatable) },
      );
    } catch (thrown) {
      const error = thrown instanceof RetryExhaustedError ? thrown.cause : thrown;
      if (attempts > 1 && onFailure !== undefined) return await onFailure(error);
      throw error;
    }
  }
  return { send: (call) => run(call), sendOrElse: run };
}
