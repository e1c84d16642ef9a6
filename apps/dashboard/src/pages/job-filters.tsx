import { useEffect, useRef, useState } from "react";
import { replaceQuery, type Route } from "../route.ts";
import { Field } from "../ui/page.tsx";

const STATES = ["queued", "leased", "succeeded", "dead", "cancelled"];
const LABELS: Readonly<Record<string, readonly [label: string, hint: string]>> = {
  type: ["Type", "image.resize"],
  label: ["Label", "customer=acme"],
  text: ["Text", "in id, payload or error"],
};
const TYPING_MS = 350;

/** Filters of a list of jobs. They stand in the address. */
export function JobFilters({ route, keys }: { route: Route; keys: readonly string[] }) {
  return (
    <search className="mb-3 grid grid-cols-2 gap-3 sm:flex sm:flex-wrap [&>:last-child:nth-child(odd)]:col-span-2">
      {keys.includes("state") && (
        <Field label="State">
          <select
            className="input sm:w-36"
            value={route.query["state"] ?? ""}
            onChange={(event) => replaceQuery(route, { state: event.target.value })}
          >
            <option value="">any</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {state === "leased" ? "running" : state}
              </option>
            ))}
          </select>
        </Field>
      )}
      {keys
        .filter((key) => key in LABELS)
        .map((key) => (
          <TextFilter key={key} name={key} route={route} />
        ))}
    </search>
  );
}

function TextFilter({ name, route }: { name: string; route: Route }) {
  const [label = name, hint = ""] = LABELS[name] ?? [];
  const there = route.query[name] ?? "";
  const [text, setText] = useState(there);
  const current = useRef(route);
  current.current = route;
  useEffect(() => setText(there), [there]);
  useEffect(() => {
    if (text === there) return;
    // Not for each letter: each change is a search in the hub.
    const timer = setTimeout(() => replaceQuery(current.current, { [name]: text }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, there, name]);
  return (
    <Field label={label}>
      <input
        className="input w-full sm:w-52"
        type="search"
        placeholder={hint}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </Field>
  );
}
