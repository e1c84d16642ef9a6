import type { ChaosEvent, ChaosListener } from "./events.ts";

/** Hands events to listeners, whose failures reach nobody: they observe, they decide nothing. */
export class Emitter {
  readonly #entries = new Set<{ readonly listener: ChaosListener }>();

  on(listener: ChaosListener): () => void {
    if (typeof listener !== "function") {
      throw new TypeError(`A listener must be a function, received ${typeof listener}`);
    }
    // An entry of its own, so that a listener added twice is called twice and removed one by one.
    const entry = { listener };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
    };
  }

  emit(event: ChaosEvent): void {
    for (const { listener } of Array.from(this.#entries)) {
      try {
        const answer = listener(event);
        if (answer instanceof Promise) answer.catch(ignore);
      } catch {
        // See above.
      }
    }
  }
}

const ignore = (): void => undefined;
