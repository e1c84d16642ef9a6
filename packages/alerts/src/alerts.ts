import type { Alert } from "./alert.ts";
import type { AlertEvent } from "./event.ts";
import type { SinkStatus } from "./line.ts";
import type { Silence, SilenceRequest } from "./silence.ts";
import type { AlertsSnapshot } from "./snapshot.ts";

/** An alert that fires now. */
export interface ActiveAlert extends Alert {
  /** Silenced, or explained by another alert: nobody is told. */
  readonly muted: boolean;
}

/** Something happened to an alert, told or not. */
export interface AlertNotice {
  readonly change: "fired" | "resolved" | "acknowledged";
  readonly alert: Alert;
}

/** A sink went down or is up again. */
export interface SinkNotice {
  readonly sink: string;
  readonly state: "up" | "down";
  readonly reason?: string;
}

export interface AlertsStatus {
  /** Alerts that fire now. */
  readonly active: number;
  readonly groups: number;
  readonly silences: number;
  readonly sinks: readonly SinkStatus[];
}

/** Made by `createAlerts`. Nothing here waits for a sink, but `flush` and `close`. */
export interface Alerts {
  /** Takes an event in. Never throws, never waits. */
  observe(event: AlertEvent): void;
  /** Alerts that fire now, oldest first. */
  active(): ActiveAlert[];
  /**
   * Somebody looks after the alert, or after all alerts of a group, of this key: no escalation, no
   * repeats. It lasts until the alert resolves. False when nothing of this key fires.
   */
  acknowledge(key: string, by?: string): boolean;
  /** @throws {AlertsOptionsError} listing all problems of the request. */
  silence(request: SilenceRequest): Silence;
  /** Ends a silence. False when there is none of this id. */
  unsilence(id: string): boolean;
  /** Silences that are not over yet. */
  silences(): Silence[];
  status(): AlertsStatus;
  /** Returns the function that removes the callback. */
  onAlert(callback: (notice: AlertNotice) => unknown): () => void;
  /** Returns the function that removes the callback. */
  onSink(callback: (notice: SinkNotice) => unknown): () => void;
  /** All that has to survive a restart. */
  snapshot(): AlertsSnapshot;
  /**
   * Tells what there is to tell now, whatever the waits and intervals of its group.
   * @returns whether all was delivered within `timeoutMs` (default 5000).
   */
  flush(timeoutMs?: number): Promise<boolean>;
  /**
   * Stops. With `persistence` the state is saved, and waits go on after the restart; without, what is to
   * be told is flushed first, for at most `timeoutMs` (default 5000).
   */
  close(timeoutMs?: number): Promise<void>;
}
