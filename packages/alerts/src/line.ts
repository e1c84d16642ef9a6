import { createRetry, type Clock, type Retry } from "@pigeon/retry";
import type { Errand } from "./groups.ts";
import type { Notification } from "./notification.ts";
import { AlertDeliveryError, type Sink } from "./sink.ts";

/** How notifications are delivered. All durations are in ms. */
export interface DeliveryOptions {
  /** Longest time for one attempt. 1..600000, default 10000. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Attempts after the first, before the sink counts as down. Whole number, 0..100, default 5. */
  readonly maxRetries?: number | undefined;
  /** Delay before the first retry; it doubles with each. 1..600000, default 1000. */
  readonly baseDelayMs?: number | undefined;
  /** Longest backoff. 1..600000, default 30000. */
  readonly maxDelayMs?: number | undefined;
  /** Longest wait that a Retry-After can ask for. 1..86400000, default 300000. */
  readonly maxRetryAfterMs?: number | undefined;
  /** A sink that is down, and a notification that was turned down, is tried again after this time. 1..86400000, default 60000. */
  readonly coolDownMs?: number | undefined;
}

/** What a line of one sink needs from the rest. */
export interface LinePorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly now: () => number;
  /** The content for an attempt that begins now, saved; nothing if there is none left. */
  begin(errand: Errand): Promise<Notification | undefined>;
  taken(errand: Errand, notification: Notification): void;
  refused(errand: Errand, retryAt: number): void;
  /** Something was not delivered, or it was again. */
  stateChanged(state: "up" | "down", reason: string | undefined): void;
  onError(error: AlertDeliveryError): void;
}

export interface SinkStatus {
  readonly name: string;
  readonly state: "up" | "down";
  /** Groups that wait for their turn. */
  readonly waiting: number;
  readonly delivered: number;
  readonly failed: number;
  /** ISO 8601. */
  readonly lastDeliveredAt?: string;
  /** Of the last failure, while the sink is down or since it turned something down. */
  readonly lastError?: string;
}

/** The notifications of one sink, one at a time. A group stands in it once: what is told is the newest. */
export class Line {
  readonly #sink: Sink;
  readonly #ports: LinePorts;
  readonly #options: Required<{ [K in keyof DeliveryOptions]: number }>;
  readonly #retry: Retry<Notification | undefined>;
  readonly #groups = new Set<string>();
  readonly #stop = new AbortController();
  #idle: Promise<void> = Promise.resolve();
  #running = false;
  #draining = false;
  #state: "up" | "down" = "up";
  #lastSentAt = -Infinity;
  #resumesAt = -Infinity;
  #wake: (() => void) | undefined;
  #delivered = 0;
  #failed = 0;
  #deliveredAt: number | undefined;
  #lastError: string | undefined;

  constructor(sink: Sink, options: DeliveryOptions, ports: LinePorts) {
    this.#sink = sink;
    this.#ports = ports;
    const {
      attemptTimeoutMs = 10_000,
      maxRetries = 5,
      baseDelayMs = 1000,
      maxDelayMs = 30_000,
      maxRetryAfterMs = 300_000,
      coolDownMs = 60_000,
    } = options;
    this.#options = { attemptTimeoutMs, maxRetries, baseDelayMs, maxDelayMs, maxRetryAfterMs, coolDownMs };
    // A retry follows no sooner than another notification would, at the lowest that the jitter makes of it.
    const least = 1.5 * (sink.minIntervalMs ?? 0);
    this.#retry = createRetry<Notification | undefined>({
      attemptTimeoutMs,
      maxRetries,
      baseDelayMs: Math.max(baseDelayMs, least),
      maxDelayMs: Math.max(maxDelayMs, least),
      maxRetryAfterMs,
      jitter: { factor: 0.2 },
      clock: ports.clock,
      random: ports.random,
    });
  }

  get status(): SinkStatus {
    return {
      name: this.#sink.name,
      state: this.#state,
      waiting: this.#groups.size,
      delivered: this.#delivered,
      failed: this.#failed,
      ...(this.#deliveredAt !== undefined && { lastDeliveredAt: new Date(this.#deliveredAt).toISOString() }),
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
    };
  }

  /** Resolves when nothing waits any more. */
  get idle(): Promise<void> {
    return this.#idle;
  }

  add(group: string): void {
    this.#groups.add(group);
    if (this.#running || this.#draining) return;
    this.#running = true;
    this.#idle = this.#run();
  }

  /** Does not wait for a sink that is down to cool. */
  hurry(): void {
    this.#resumesAt = -Infinity;
    this.#wake?.();
  }

  /** Begins nothing more. Resolves when what is under way has ended. */
  drain(): Promise<void> {
    this.#draining = true;
    this.#wake?.();
    return this.#idle;
  }

  /** Ends what is under way. */
  stop(): void {
    this.#draining = true;
    this.#stop.abort();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    for (const group of this.#groups) {
      await this.#turn();
      if (this.#draining) break;
      this.#groups.delete(group);
      await this.#deliver({ group, sink: this.#sink.name });
    }
    this.#running = false;
  }

  /** Waits until the sink may be used. */
  async #turn(): Promise<void> {
    for (;;) {
      const { now } = this.#ports;
      const at = Math.max(this.#resumesAt, this.#lastSentAt + (this.#sink.minIntervalMs ?? 0));
      if (at <= now() || this.#draining) return;
      await new Promise<void>((resolve) => {
        const cancel = this.#ports.clock.setTimer(resolve, Math.min(at - now(), 2 ** 31 - 1));
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  async #deliver(errand: Errand): Promise<void> {
    try {
      const sent = await this.#retry(
        async (attempt) => {
          const notification = await this.#ports.begin(errand);
          if (notification === undefined) return undefined;
          this.#lastSentAt = this.#ports.now();
          await this.#sink.send(notification, attempt.signal);
          return notification;
        },
        { signal: this.#stop.signal },
      );
      if (sent !== undefined) this.#taken(errand, sent);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#refused(errand, error);
    }
  }

  #taken(errand: Errand, notification: Notification): void {
    this.#delivered += 1;
    this.#deliveredAt = this.#ports.now();
    this.#lastError = undefined;
    this.#ports.taken(errand, notification);
    if (this.#state === "up") return;
    this.#state = "up";
    this.#ports.stateChanged("up", undefined);
  }

  #refused(errand: Errand, error: unknown): void {
    const turnedDown = property(error, "retryable") === false;
    const asked = property(error, "retryAfterMs");
    const cause = turnedDown ? error : (property(error, "cause") ?? error);
    const wait = Math.max(
      this.#options.coolDownMs,
      Math.min(typeof asked === "number" ? asked : 0, this.#options.maxRetryAfterMs),
    );
    const failure = new AlertDeliveryError(this.#sink.name, !turnedDown, cause);
    this.#failed += 1;
    this.#lastError = failure.message;
    this.#ports.refused(errand, this.#ports.now() + wait);
    if (turnedDown) {
      this.#ports.onError(failure);
      return;
    }
    this.#resumesAt = this.#ports.now() + wait;
    if (this.#state === "down") return;
    this.#state = "down";
    this.#ports.onError(failure);
    this.#ports.stateChanged("down", failure.message);
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
