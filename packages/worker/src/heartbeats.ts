import { HeartbeatAnswer, parse } from "@pigeon/protocol";
import type { Heartbeat } from "@pigeon/protocol";
import { hubBackoffMs } from "./backoff.ts";
import type { HubCall } from "./hub-link.ts";
import type { HubList } from "./hub-list.ts";
import type { System } from "./system.ts";

export interface HeartbeatsOptions {
  readonly link: Pick<HubList, "call" | "move">;
  readonly path: string;
  readonly intervalMs: number;
  readonly system: System;
  /** What to say, read afresh for every heartbeat. */
  readonly content: () => Heartbeat;
  /** Leases that the worker listed and the hub no longer holds. */
  readonly onCancel: (leaseIds: readonly string[]) => void;
  /** The hub does not know this worker (any more). The heartbeats end. */
  readonly onUnknownWorker: () => void;
}

export interface Heartbeats {
  /** Sends one soon, ahead of its time: something suggests that the hub restarted. */
  hurry(): void;
  stop(): void;
}

/** Longest wait for the answer to a heartbeat. */
const MAX_HEARTBEAT_TIMEOUT_MS = 5000;

/** Beats at once and then at the hub's interval; sooner while the hub is out of reach, to find it back. */
export function startHeartbeats(options: HeartbeatsOptions): Heartbeats {
  const { link, path, intervalMs, system, content, onCancel, onUnknownWorker } = options;
  const stopping = new AbortController();
  let failures = 0;
  let sending = false;
  let cancelTimer = (): void => {};

  function schedule(delayMs: number): void {
    cancelTimer();
    if (!stopping.signal.aborted) cancelTimer = system.after(delayMs, () => void beat());
  }

  async function beat(): Promise<void> {
    sending = true;
    const startedAt = system.now();
    const answer = await link.call(request(content()));
    // Leases that are run stay this worker's: their results are taken at every hub.
    const moved = answer.kind === "ok" && take(answer.body) ? await link.move(request(moving())) : undefined;
    sending = false;
    if (stopping.signal.aborted) return;
    if (answer.kind === "ok") {
      failures = 0;
      if (moved?.kind === "ok") take(moved.body);
      schedule(Math.max(0, intervalMs - (system.now() - startedAt)));
    } else if (answer.kind === "refused" && answer.status === 404) {
      stopping.abort();
      onUnknownWorker();
    } else {
      failures += 1;
      schedule(Math.min(intervalMs, hubBackoffMs(failures, system.random)));
    }
  }

  const moving = (): Heartbeat => ({ ...content(), moving: true });

  function request(heartbeat: Heartbeat): HubCall {
    const timeoutMs = Math.min(intervalMs, MAX_HEARTBEAT_TIMEOUT_MS);
    return { method: "POST", path, body: JSON.stringify(heartbeat), timeoutMs, signal: stopping.signal };
  }

  /** Does what an answer says; whether it bids the worker go to another hub. */
  function take(body: unknown): boolean {
    const parsed = parse(HeartbeatAnswer, body);
    if (!parsed.ok || stopping.signal.aborted) return false;
    const { cancel, move = false } = parsed.value;
    if (cancel.length > 0) onCancel(cancel);
    return move;
  }

  void beat();
  return {
    hurry() {
      if (!sending && !stopping.signal.aborted)
        schedule(Math.min(intervalMs, hubBackoffMs(1, system.random)));
    },
    stop() {
      cancelTimer();
      stopping.abort();
    },
  };
}
