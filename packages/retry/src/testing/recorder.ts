import type { GiveUpEvent, RetryEvent, SuccessEvent } from "../events.ts";

/** What the hooks of a call were told, in its order. */
export type RecordedEvent =
  | ({ readonly kind: "retry" } & RetryEvent)
  | ({ readonly kind: "success" } & SuccessEvent)
  | ({ readonly kind: "giveUp" } & GiveUpEvent);

export interface Recorder {
  /** To be spread into the options. */
  readonly hooks: {
    readonly onRetry: (event: RetryEvent) => void;
    readonly onSuccess: (event: SuccessEvent) => void;
    readonly onGiveUp: (event: GiveUpEvent) => void;
  };
  readonly events: readonly RecordedEvent[];
  /** The delays that were begun, in ms. */
  readonly delays: readonly number[];
}

/** Hooks that write down what they are told. */
export function recordHooks(): Recorder {
  const events: RecordedEvent[] = [];
  return {
    events,
    hooks: {
      onRetry: (event) => void events.push({ kind: "retry", ...event }),
      onSuccess: (event) => void events.push({ kind: "success", ...event }),
      onGiveUp: (event) => void events.push({ kind: "giveUp", ...event }),
    },
    get delays() {
      return events.flatMap((event) => (event.kind === "retry" ? [event.delayMs] : []));
    },
  };
}
