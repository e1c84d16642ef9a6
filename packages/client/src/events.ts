import { EVENT_HEARTBEAT_MS, HubEvent } from "@pigeon/protocol";
import type { EventType } from "@pigeon/protocol";
import { retry } from "@pigeon/retry";
import { expectAnswer } from "./answer.ts";
import type { CallOptions } from "./calls.ts";
import { HubAnswerError, HubUnreachableError } from "./errors.ts";
import type { Hubs } from "./hubs.ts";
import { mayRetry } from "./may-retry.ts";
import type { Settings } from "./options.ts";
import { pause } from "./pause.ts";
import { SseReader } from "./sse.ts";
import type { SseEvent } from "./sse.ts";

export interface EventOptions extends CallOptions {
  /** Only events of these types, and `reset`. Default all. */
  readonly types?: readonly EventType[];
  /** `id` of the last event seen: what happened since comes first. Default: from now on. */
  readonly lastEventId?: string;
}

/** Three heartbeats missed: the connection is dead, though nobody said so. */
const SILENCE_MS: number = 3 * EVENT_HEARTBEAT_MS;
/** Pause before coming back to a hub that ended the stream. */
const COME_BACK_MS = 500;
const KNOWN: ReadonlySet<string> = new Set(HubEvent.options.map(({ shape }) => shape.event.value));

/** One stream after the other, each from where the one before broke off. */
export async function* followEvents(
  hubs: Hubs,
  settings: Settings,
  { types, lastEventId = "", signal }: EventOptions,
): AsyncGenerator<HubEvent, void> {
  const path = `/v1/events${types === undefined ? "" : `?types=${encodeURIComponent(types.join(","))}`}`;
  const { system, retry: policy } = settings;
  let lastId = lastEventId;
  for (;;) {
    signal?.throwIfAborted();
    const connection = new AbortController();
    const leave = (): void => connection.abort(signal?.reason);
    signal?.addEventListener("abort", leave, { once: true });
    let stopTimer = (): void => {};
    const listen = (): void => {
      stopTimer();
      stopTimer = system.setTimer(() => connection.abort(new Error("silence")), SILENCE_MS);
    };
    try {
      const stream = await retry(
        () =>
          hubs.ask(true, (hub, timeoutMs) =>
            hub.stream(path, lastId === "" ? {} : { "last-event-id": lastId }, timeoutMs, connection.signal),
          ),
        { ...policy, maxRetries: Infinity, signal, shouldRetry: ({ error }) => mayRetry(error, true) },
      );
      const reader = new SseReader();
      listen();
      for await (const text of stream) {
        listen();
        const events = reader.push(text);
        for (const event of events) {
          lastId = event.id;
          if (KNOWN.has(event.event)) yield asHubEvent(event);
        }
        // A heartbeat moves it on, past events that were filtered out.
        lastId = reader.lastEventId || lastId;
      }
    } catch (error) {
      signal?.throwIfAborted();
      const broken = error instanceof HubUnreachableError || connection.signal.aborted;
      if (!broken) throw error;
    } finally {
      stopTimer();
      signal?.removeEventListener("abort", leave);
      connection.abort();
    }
    await pause(system, COME_BACK_MS, signal ?? new AbortController().signal);
  }
}

function asHubEvent({ event, id, data }: SseEvent): HubEvent {
  let body: unknown;
  try {
    body = JSON.parse(data) as unknown;
  } catch {
    throw new HubAnswerError("an event's data is not JSON: is this a Pigeon hub?");
  }
  return expectAnswer(HubEvent, { event, id, data: body }, "GET /v1/events");
}
