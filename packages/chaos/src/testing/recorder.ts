import type { ChaosEvent, ChaosListener } from "../events.ts";

export interface EventRecord {
  /** All so far, in order. */
  readonly events: readonly ChaosEvent[];
  /** Those of one type. */
  of<T extends ChaosEvent["type"]>(type: T): readonly Extract<ChaosEvent, { type: T }>[];
  /** Records no more. */
  stop(): void;
}

/** Writes down what a chaos injects, for assertions. */
export function recordEvents(chaos: { onEvent(listener: ChaosListener): () => void }): EventRecord {
  const events: ChaosEvent[] = [];
  const stop = chaos.onEvent((event) => events.push(event));
  return {
    events,
    of: <T extends ChaosEvent["type"]>(type: T) =>
      events.filter((event): event is Extract<ChaosEvent, { type: T }> => event.type === type),
    stop,
  };
}
