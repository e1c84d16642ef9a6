import type { DeadLetterGroup } from "@pigeon/client";
import type { Action } from "../context.ts";
import { table } from "../print/table.ts";
import { ago } from "../print/text.ts";
import { filterOf, printPages, type ListOptions } from "./jobs.ts";

export const listDeadLetters: Action<ListOptions & { readonly fingerprint?: string }> = async (
  context,
  { options },
) => {
  const client = await context.client();
  const { fingerprint } = options;
  const filter = {
    ...filterOf(options),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    signal: context.io.signal,
  };
  await printPages(context, "dead letters", options, (cursor) =>
    client.listDeadLetters({ ...filter, ...cursor }),
  );
};

export const listGroups: Action<{ readonly type?: string }> = async (context, { options }) => {
  const client = await context.client();
  const answer = await client.deadLetterGroups({
    ...(options.type === undefined ? {} : { type: options.type }),
    signal: context.io.signal,
  });
  if (context.json) return context.emit(answer);
  const { groups, examined, complete } = answer;
  const now = context.io.now();
  if (groups.length === 0) return context.note("no dead letters");
  context.print(
    table<DeadLetterGroup>(
      [
        { title: "COUNT", text: ({ count }) => String(count), align: "right" },
        { title: "FINGERPRINT", text: ({ fingerprint }) => fingerprint, whole: true },
        { title: "TYPES", text: ({ types }) => types.join(",") },
        { title: "NEWEST", text: ({ newestAt }) => ago(newestAt, now) },
        { title: "ERROR", text: ({ name, message }) => `${name}: ${message}` },
      ],
      groups,
      context,
    ),
  );
  if (!complete) context.note(`of the newest ${examined} dead letters; there are more`);
};
