import type { HubError } from "@pigeon/client";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";

/**
 * Does something with each of several, one after the other. What the hub refuses of one stops none of the
 * others; it is told, and the exit code is that of the first refusal.
 */
export async function each<T>(
  context: Context,
  ids: readonly string[],
  work: (id: string) => Promise<T>,
): Promise<{ readonly done: readonly T[]; readonly exitCode: ExitCode }> {
  const done: T[] = [];
  let exitCode: ExitCode = EXIT.ok;
  for (const id of ids) {
    try {
      done.push(await work(id));
    } catch (error) {
      const { HubError } = await import("@pigeon/client");
      const { isNoHub, verdictOf } = await import("../verdict.ts");
      if (!(error instanceof HubError) || !concernsOne(error) || isNoHub(error.problem)) throw error;
      const verdict = verdictOf(error, context.tokenSource());
      context.note(`pigeon: ${verdict.message}`);
      if (exitCode === EXIT.ok) exitCode = verdict.exitCode;
    }
  }
  return { done, exitCode };
}

/** Not the token or the hub as a whole. */
function concernsOne({ status }: HubError): boolean {
  return status === 404 || status === 409;
}
