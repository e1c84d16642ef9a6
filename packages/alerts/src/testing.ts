import type { Notification } from "./notification.ts";
import type { Sink } from "./sink.ts";

/** A sink that writes down what it takes, and fails when it is told to. */
export interface RecordingSink extends Sink {
  /** What it took, oldest first. */
  readonly notifications: readonly Notification[];
  /** The alerts that fire as far as it was told: their summaries by key. */
  readonly firing: ReadonlyMap<string, string>;
  /** How often `send` was called. */
  readonly attempts: number;
  /** From now on it rejects with this; `undefined` heals it. */
  failWith(error: Error | undefined): void;
}

export function recordingSink(name = "recording"): RecordingSink {
  const notifications: Notification[] = [];
  const firing = new Map<string, string>();
  let failure: Error | undefined;
  let attempts = 0;
  return {
    name,
    notifications,
    firing,
    get attempts() {
      return attempts;
    },
    failWith(error) {
      failure = error;
    },
    send(notification) {
      attempts += 1;
      if (failure !== undefined) return Promise.reject(failure);
      notifications.push(notification);
      for (const { key, status, summary } of notification.alerts) {
        if (status === "firing") firing.set(key, summary);
        else firing.delete(key);
      }
      return Promise.resolve();
    },
  };
}

export { ManualClock } from "./testing/manual-clock.ts";
