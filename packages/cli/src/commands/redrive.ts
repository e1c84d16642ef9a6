import type { Action } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../problems.ts";
import { plural } from "../print/text.ts";
import { confirmed } from "./confirm.ts";
import { each } from "./each.ts";

interface RedriveOptions {
  readonly all?: boolean;
  readonly type?: string;
  readonly fingerprint?: string;
  readonly payload?: unknown;
  readonly yes?: boolean;
}

export const redrive: Action<RedriveOptions> = async (context, { args, options }) => {
  const { all = false, type, fingerprint, payload, yes } = options;
  if (all === args.length > 0) throw new UsageError("dead-letters redrive: expected ids, or --all");
  if (!all && (type !== undefined || fingerprint !== undefined))
    throw new UsageError("dead-letters redrive: --type and --fingerprint go with --all");
  if (payload !== undefined && args.length !== 1)
    throw new UsageError("dead-letters redrive: --payload goes with one id");
  const client = await context.client();
  const { signal } = context.io;
  if (!all) {
    const change = payload === undefined ? { signal } : { signal, payload };
    const { done, exitCode } = await each(context, args, (id) => client.redrive(id, change));
    if (context.json) context.emit({ jobs: done });
    else for (const { id } of done) context.print(`${id} queued\n`);
    return exitCode;
  }
  const filter = {
    ...(type === undefined ? {} : { type }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
  const which = Object.entries(filter).map(([name, value]) =>
    value === "" ? ` without a ${name}` : ` with ${name} ${value}`,
  );
  if (!(await confirmed(context, `Redrive all dead letters${which.join(" and")}?`, yes))) return EXIT.failed;
  const redriven = await client.redriveAll(filter, { signal });
  if (context.json) context.emit({ redriven });
  else context.print(`${plural(redriven, "job")} queued\n`);
  return EXIT.ok;
};

export const deleteDeadLetters: Action<{ readonly yes?: boolean }> = async (context, { args, options }) => {
  const question = `Delete ${plural(args.length, "dead letter")} for ever?`;
  if (!(await confirmed(context, question, options.yes))) return EXIT.failed;
  const client = await context.client();
  const { signal } = context.io;
  const { done, exitCode } = await each(context, args, async (id) => {
    await client.deleteDeadLetter(id, { signal });
    return id;
  });
  if (context.json) context.emit({ deleted: done });
  else for (const id of done) context.print(`${id} deleted\n`);
  return exitCode;
};
