import type { ActiveAlert, AlertSink } from "@pigeon/client";
import type { Action } from "../context.ts";
import { paintState } from "../print/style.ts";
import { table } from "../print/table.ts";
import { ago, plural } from "../print/text.ts";

export const listAlerts: Action<object> = async (context) => {
  const client = await context.client();
  const list = await client.listAlerts({ signal: context.io.signal });
  if (context.json) return context.emit(list);
  const { paint, io } = context;
  if (list.alerts.length === 0) context.note("nothing needs a person");
  else {
    context.print(
      table<ActiveAlert>(
        [
          { title: "SEVERITY", text: ({ severity }) => severity, paint: (text) => paintState(paint, text) },
          { title: "ALERT", text: ({ rule }) => rule },
          { title: "SINCE", text: ({ startsAt }) => ago(startsAt, io.now()) },
          {
            title: "STATE",
            text: ({ acknowledged, muted }) =>
              acknowledged === undefined ? (muted ? "muted" : "firing") : `taken by ${acknowledged.by}`,
            paint: (text) => paintState(paint, text),
          },
          { title: "KEY", text: ({ key }) => key, whole: true },
          { title: "SUMMARY", text: ({ summary }) => summary },
        ],
        list.alerts,
        context,
      ),
    );
  }
  for (const sink of list.sinks) if (sink.state === "down") context.note(describeSink(sink));
};

function describeSink({ name, lastError = "", waiting }: AlertSink): string {
  return `${name} cannot be told: ${lastError} (${plural(waiting, "group")} waiting)`;
}

export const acknowledge: Action<{ readonly by?: string }> = async (
  context,
  { args: [key = ""], options },
) => {
  const client = await context.client();
  const { by } = options;
  await client.acknowledgeAlert(by === undefined ? { key } : { key, by }, { signal: context.io.signal });
  if (context.json) context.emit({ acknowledged: key });
  else context.print(`${key} acknowledged\n`);
};
