import { inspect } from "node:util";
import { MAX_TIMER_MS } from "@pigeon/protocol";
import type { JobError } from "@pigeon/protocol";

/** Longest error name, message and stack that are sent, in characters. */
export const MAX_NAME = 200;
export const MAX_MESSAGE: number = 8 * 1024;
export const MAX_STACK: number = 16 * 1024;

/** What a thrown value says: the error for the hub, and when to try again. */
export interface Thrown {
  readonly error: JobError;
  readonly retryAfterMs?: number;
}

/** Reads any thrown value: errors, strings, nothing, and objects whose getters throw. */
export function readThrown(thrown: unknown): Thrown {
  const isObject = (typeof thrown === "object" && thrown !== null) || typeof thrown === "function";
  const read = (key: string): unknown => (isObject ? quietly(() => Reflect.get(thrown, key)) : undefined);
  const name = read("name");
  const message = read("message");
  const stack = read("stack");
  const retryable = read("retryable");
  const retryAfterMs = read("retryAfterMs");
  return {
    error: {
      name: typeof name === "string" && name !== "" ? cut(name, MAX_NAME) : "Error",
      message: cut(typeof message === "string" ? message : show(thrown), MAX_MESSAGE),
      ...(typeof stack === "string" ? { stack: cut(stack, MAX_STACK) } : {}),
      ...(typeof retryable === "boolean" ? { retryable } : {}),
    },
    ...(typeof retryAfterMs === "number" && retryAfterMs >= 0
      ? { retryAfterMs: Math.min(Math.round(retryAfterMs), MAX_TIMER_MS) }
      : {}),
  };
}

function show(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  const text = quietly(() => inspect(thrown, { depth: 2, maxStringLength: 1000, maxArrayLength: 20 }));
  return text ?? "a value that cannot be shown";
}

/** The text, or its beginning with a mark of what is missing; never more than `max` characters. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const mark = ` … (${text.length} characters)`;
  // A surrogate pair cut in half would not survive as UTF-8.
  return `${text.slice(0, max - mark.length).replace(/[\uD800-\uDBFF]$/, "")}${mark}`;
}

function quietly<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}
