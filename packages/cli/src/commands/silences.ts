import type { Silence } from "@pigeon/client";
import type { Action } from "../context.ts";
import { table } from "../print/table.ts";
import { ago } from "../print/text.ts";

interface SilenceOptions {
  readonly match: Readonly<Record<string, string>>;
  readonly for: number;
  readonly comment: string;
  readonly author?: string;
}

export const silence: Action<SilenceOptions> = async (context, { options }) => {
  const client = await context.client();
  const { match, for: ms, comment, author } = options;
  const made = await client.silence(
    {
      matchers: Object.entries(match).map(([label, is]) => ({ label, is })),
      until: new Date(context.io.now() + ms).toISOString(),
      comment,
      ...(author === undefined ? {} : { author }),
    },
    { signal: context.io.signal },
  );
  if (context.json) context.emit(made);
  else context.print(`${made.id} until ${made.until}\n`);
};

export const listSilences: Action<object> = async (context) => {
  const client = await context.client();
  const silences = await client.listSilences({ signal: context.io.signal });
  if (context.json) return context.emit({ silences });
  if (silences.length === 0) return context.note("no silences");
  context.print(
    table<Silence>(
      [
        { title: "SILENCE", text: ({ id }) => id, whole: true },
        { title: "STATE", text: ({ state }) => state },
        { title: "ENDS", text: ({ until }) => ago(until, context.io.now()) },
        { title: "BY", text: ({ author }) => author },
        { title: "MATCHES", text: ({ matchers }) => matchers.map(describeMatcher).join(", ") },
        { title: "COMMENT", text: ({ comment }) => comment },
      ],
      silences,
      context,
    ),
  );
};

function describeMatcher({ label, is, not }: Silence["matchers"][number]): string {
  const words = (of: string | string[]): string => [of].flat().join("|");
  if (is !== undefined) return `${label}=${words(is)}`;
  return not === undefined ? label : `${label}!=${words(not)}`;
}

export const unsilence: Action<object> = async (context, { args: [id = ""] }) => {
  const client = await context.client();
  await client.unsilence(id, { signal: context.io.signal });
  if (context.json) context.emit({ ended: id });
  else context.print(`${id} ended\n`);
};
