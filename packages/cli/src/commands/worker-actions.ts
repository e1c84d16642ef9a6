import type { Client } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { plural } from "../print/text.ts";
import { confirmed } from "./confirm.ts";
import { each } from "./each.ts";

/** Does something with each worker, and says which ones it was done to. */
async function toEach(
  context: Context,
  ids: readonly string[],
  done: string,
  act: (client: Client, id: string) => Promise<void>,
): Promise<ExitCode> {
  const client = await context.client();
  const result = await each(context, ids, async (id) => {
    await act(client, id);
    return id;
  });
  if (context.json) context.emit({ [done]: result.done });
  else for (const id of result.done) context.print(`${id} ${done}\n`);
  return result.exitCode;
}

export const drain: Action<object> = async (context, { args }) =>
  toEach(context, args, "draining", (client, id) => client.drainWorker(id, { signal: context.io.signal }));

export const undrain: Action<object> = async (context, { args }) =>
  toEach(context, args, "undrained", (client, id) => client.undrainWorker(id, { signal: context.io.signal }));

export const removeWorkers: Action<{ readonly yes?: boolean }> = async (context, { args, options }) => {
  const question = `Remove ${plural(args.length, "worker")}? The jobs they hold run elsewhere, from their beginning.`;
  if (!(await confirmed(context, question, options.yes))) return EXIT.failed;
  const { signal } = context.io;
  return toEach(context, args, "removed", async (client, id) => {
    // The client takes one that is gone for one that it removed; here a wrong id is worth a word.
    await client.getWorker(id, { signal });
    await client.removeWorker(id, { signal });
  });
};
