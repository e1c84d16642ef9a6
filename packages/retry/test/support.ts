import { FakeClock } from "../src/testing.ts";
import type { RetryContext, RetryOptions } from "../src/index.ts";

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}

/** Fails with these values in turn, then succeeds with "done". */
export function failing(...errors: readonly unknown[]): {
  fn: (context: RetryContext) => Promise<string>;
  contexts: RetryContext[];
} {
  const contexts: RetryContext[] = [];
  return {
    contexts,
    async fn(context) {
      contexts.push(context);
      if (contexts.length <= errors.length) throw errors[contexts.length - 1];
      return "done";
    },
  };
}

/** Never settles, and ignores its signal. */
export const hang = (): Promise<never> => new Promise(() => undefined);

/** A fake clock, options without chance, and the delays that were begun. */
export function setup(): { clock: FakeClock; delays: number[]; options: RetryOptions } {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const delays: number[] = [];
  return {
    clock,
    delays,
    options: {
      clock,
      jitter: "none",
      random: () => 0.5,
      onRetry: ({ delayMs }) => void delays.push(delayMs),
    },
  };
}

/** A signal that counts its abort listeners. */
export class CountingSignal extends EventTarget {
  listeners = 0;
  aborted = false;
  reason: unknown;

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    this.listeners += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
    this.listeners -= 1;
    super.removeEventListener(...args);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  abort(reason: unknown): void {
    this.aborted = true;
    this.reason = reason;
    this.dispatchEvent(new Event("abort"));
  }
}
