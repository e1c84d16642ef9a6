import type { BreakerView } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { paintState } from "../print/style.ts";
import { table } from "../print/table.ts";
import { clean, duration } from "../print/text.ts";

export const listBreakers: Action<object> = async (context) => {
  const client = await context.client();
  const breakers = await client.listBreakers({ signal: context.io.signal });
  if (context.json) return context.emit({ breakers });
  if (breakers.length === 0) return context.note("no breakers: no worker has been called yet");
  context.print(
    table<BreakerView>(
      [
        { title: "BREAKER", text: ({ name }) => name, whole: true },
        { title: "STATE", text: ({ state }) => state, paint: (text) => paintState(context.paint, text) },
        {
          title: "FAILURES",
          text: ({ consecutiveFailures }) => String(consecutiveFailures),
          align: "right",
        },
        {
          title: "TRIES AGAIN",
          text: ({ state, retryAfterMs }) => (state === "open" ? `in ${duration(retryAfterMs)}` : ""),
        },
      ],
      breakers,
      context,
    ),
  );
};

function tell(context: Context, breaker: BreakerView): void {
  if (context.json) context.emit(breaker);
  else context.print(`${clean(breaker.name)} ${breaker.state}\n`);
}

export const resetBreaker: Action<object> = async (context, { args: [name = ""] }) => {
  const client = await context.client();
  tell(context, await client.resetBreaker(name, { signal: context.io.signal }));
};

export const isolateBreaker: Action<object> = async (context, { args: [name = ""] }) => {
  const client = await context.client();
  tell(context, await client.isolateBreaker(name, { signal: context.io.signal }));
};
