import type { Context } from "../context.ts";
import { untilAborted } from "../input/source.ts";
import { UsageError } from "../problems.ts";

/** Asks before something is done that cannot be taken back. Without anybody to ask, --yes has to say so. */
export async function confirmed(
  context: Context,
  question: string,
  yes: boolean | undefined,
): Promise<boolean> {
  if (yes === true) return true;
  const { stdin, stderr, signal } = context.io;
  if (stdin.isTTY !== true)
    throw new UsageError(`${question}\nNobody can be asked here: repeat it with --yes.`);
  stderr.write(`${question} [y/N] `);
  const answer = await firstLine(untilAborted(stdin, signal));
  return /^y(es)?$/i.test(answer.trim());
}

async function firstLine(input: AsyncIterable<string | Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of input) {
    text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.split("\n", 1)[0] ?? "";
}
