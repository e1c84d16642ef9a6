import type { Action } from "../context.ts";
import { each } from "./each.ts";

export const cancelJobs: Action<object> = async (context, { args }) => {
  const client = await context.client();
  const { signal } = context.io;
  const { done, exitCode } = await each(context, args, (id) => client.cancelJob(id, { signal }));
  if (context.json) context.emit({ jobs: done });
  else for (const { id } of done) context.print(`${id} cancelled\n`);
  return exitCode;
};
