import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { Io } from "../io.ts";
import { UsageError } from "../problems.ts";

/** Where jobs are read from. `-` is stdin. */
export interface Source {
  /** As it is named in messages. */
  readonly name: string;
  /** Whether it can be read twice. */
  readonly isFile: boolean;
  chunks(): AsyncIterable<string | Uint8Array>;
}

export function sourceOf(io: Io, file: string): Source {
  if (file === "-") return { name: "stdin", isFile: false, chunks: () => untilAborted(io.stdin, io.signal) };
  return { name: file, isFile: true, chunks: () => fileChunks(resolve(io.cwd, file), file) };
}

/** Nobody knows whether more comes on stdin: Ctrl-C does not wait for it. */
export async function* untilAborted<T>(
  chunks: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted]);
    if (next.done === true) return;
    yield next.value;
  }
}

async function* fileChunks(path: string, shown: string): AsyncGenerator<Uint8Array, void> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${shown} cannot be read (${code}); expected a file, or - for stdin`);
  }
}

/** The lines of a text that comes in pieces, without their ends. */
export async function* lines(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    // Splitting is for what holds an end: a long line costs no more than its length.
    const end = rest.lastIndexOf("\n");
    if (end < 0) continue;
    const whole = rest.slice(0, end);
    rest = rest.slice(end + 1);
    for (const line of whole.split("\n")) yield line.replace(/\r$/, "");
  }
  rest += decoder.decode();
  if (rest !== "") yield rest.replace(/\r$/, "");
}
