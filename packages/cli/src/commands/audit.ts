import type { AuditEntry } from "@pigeon/client";
import type { Action } from "../context.ts";
import { paintState } from "../print/style.ts";
import { table } from "../print/table.ts";
import { ago } from "../print/text.ts";

export const listAudit: Action<{ readonly limit?: number }> = async (context, { options }) => {
  const client = await context.client();
  const entries = await client.audit({ ...options, signal: context.io.signal });
  if (context.json) return context.emit({ entries });
  if (entries.length === 0) return context.note("nobody did anything yet");
  const { paint, io } = context;
  context.print(
    table<AuditEntry>(
      [
        { title: "WHEN", text: ({ at }) => ago(at, io.now()) },
        { title: "WHO", text: ({ who }) => who },
        { title: "ACTION", text: ({ action }) => action },
        { title: "OUTCOME", text: ({ outcome }) => outcome, paint: (text) => paintState(paint, text) },
        { title: "TARGET", text: ({ target }) => target, whole: true },
      ],
      entries,
      context,
    ),
  );
};
