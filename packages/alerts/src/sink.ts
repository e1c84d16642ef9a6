import type { Notification } from "./notification.ts";

/** Where notifications go. Make your own: any object with a name and `send`. */
export interface Sink {
  /** Unique. Routes name it, and it is part of what is persisted. */
  readonly name: string;
  /**
   * Delivers one notification, or rejects. It is retried unless the error has `retryable: false`, no
   * sooner than its `retryAfterMs`. One notification at a time. It may get the same one again, with
   * the same `id`, when it was not known whether it arrived.
   */
  send(notification: Notification, signal: AbortSignal): Promise<void>;
  /** Least time between two notifications, of whatever groups. Default 0. */
  readonly minIntervalMs?: number | undefined;
  /**
   * The other side forgets what it is not told again: what fires is repeated after this time,
   * acknowledged or not, if the route's `repeatIntervalMs` is not shorter. Default: by the route alone.
   */
  readonly refreshMs?: number | undefined;
}

/** What a sink rejects with. Its message holds no URL, key or secret. */
export class SinkError extends Error {
  override readonly name = "SinkError";
  readonly sink: string;
  /** Whether sending the same again may succeed. */
  readonly retryable: boolean;
  /** How long the other side asks to wait, in ms. */
  readonly retryAfterMs: number | undefined;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(
    sink: string,
    reason: string,
    facts: { retryable: boolean; retryAfterMs?: number | undefined; status?: number | undefined },
  ) {
    super(`${sink}: ${reason}`);
    this.sink = sink;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
    this.status = facts.status;
  }
}

/** A notification was not delivered. It is tried again later, with what is true then. */
export class AlertDeliveryError extends Error {
  override readonly name = "AlertDeliveryError";
  readonly sink: string;
  /** The sink takes nothing; false when it turned down this one notification. */
  readonly down: boolean;

  constructor(sink: string, down: boolean, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Sink ${sink} ${down ? "does not answer" : "turned a notification down"}: ${reason}`, { cause });
    this.sink = sink;
    this.down = down;
  }
}
