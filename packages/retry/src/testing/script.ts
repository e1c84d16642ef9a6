import type { RetryContext } from "../types.ts";

/** One attempt of scripted work. */
export type ScriptStep<T> =
  | { readonly returns: T }
  | { readonly throws: unknown }
  /** Never settles, and pays no heed to its signal. */
  | { readonly hangs: true };

/** Work that does what a script says. */
export interface ScriptedWork<T> {
  /** To be given to `retry`, `hedge` and the others. */
  readonly fn: (context: RetryContext) => Promise<T>;
  /** What each attempt was given, in the order of their begin. */
  readonly contexts: readonly RetryContext[];
}

/** Work whose attempts do what the steps say in turn; the last step stands for all that follow. */
export function scriptedWork<T>(...steps: readonly ScriptStep<T>[]): ScriptedWork<T> {
  const contexts: RetryContext[] = [];
  return {
    contexts,
    async fn(context) {
      contexts.push(context);
      const step = steps[Math.min(contexts.length, steps.length) - 1];
      if (step === undefined) throw new Error("the script has no steps");
      if ("throws" in step) throw step.throws;
      if ("hangs" in step) return await new Promise<never>(() => undefined);
      return step.returns;
    },
  };
}
