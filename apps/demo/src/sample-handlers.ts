import { setTimeout as sleep } from "node:timers/promises";

interface Job {
  readonly payload: unknown;
  readonly attempt: number;
}
interface Context {
  readonly signal: AbortSignal;
}

function field(payload: unknown, name: string): unknown {
  return typeof payload === "object" && payload !== null ? Reflect.get(payload, name) : undefined;
}

/** What `pnpm start` runs when you bring no handlers of your own. */
export const handlers = {
  /** Counts what is in `{"text": "…"}`. */
  "text.stats": ({ payload }: Job) => {
    const text = field(payload, "text");
    if (typeof text !== "string")
      throw Object.assign(new Error("expected {text: string}"), { retryable: false });
    const words = text.split(/\s+/).filter((word) => word !== "");
    return { characters: text.length, words: words.length, lines: text.split("\n").length };
  },
  /** Takes `{"ms": 5000}` long: time enough to kill the worker and watch the job move. */
  sleep: async ({ payload }: Job, { signal }: Context) => {
    const ms = Number(field(payload, "ms") ?? 1_000);
    await sleep(ms, undefined, { signal });
    return { sleptMs: ms, pid: process.pid };
  },
  /** Fails on its first two attempts: shows how retries look. */
  flaky: ({ attempt }: Job) => {
    if (attempt <= 2) throw new Error(`failing on purpose (attempt ${attempt} of 3)`);
    return { succeededOnAttempt: attempt };
  },
};
