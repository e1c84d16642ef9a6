import { inspect } from "node:util";

/** The addresses in the option `hub`: one, several in a list, or several in a text with commas. */
export function hubAddresses(hub: string | readonly string[]): readonly string[] {
  const given = typeof hub === "string" ? hub.split(",") : hub;
  // Whatever is no text stays, for the check to find.
  const trimmed = Array.isArray(given) ? given.map((each) => trim(each)) : [given as never];
  return [...new Set(trimmed)];
}

/** Every problem of the option `hub`. A password in an address is not repeated. */
export function hubProblems(hubs: readonly unknown[]): string[] {
  if (hubs.length === 0) return [`hub: expected at least one address, received ${show(hubs)}`];
  return hubs.flatMap((hub, index) => {
    const received = addressProblem(hub);
    const name = hubs.length === 1 ? "hub" : `hub[${index}]`;
    return received === undefined ? [] : [`${name}: expected an http or https address, received ${received}`];
  });
}

function trim(value: unknown): string {
  return (typeof value === "string" ? value.trim() : value) as string;
}

/** Undefined when the value is a usable address, else what it is. */
function addressProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return show(value);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    const isBare = url.username === "" && url.password === "";
    return isBare ? undefined : "an address with a user name or password (not shown)";
  }
  return value.includes("@") ? "something else (not shown)" : show(value);
}

/** A received value and its kind, for a message. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  const text = typeof value === "string" ? JSON.stringify(value) : inspect(value, { depth: 0 });
  return `${text.slice(0, 100)} (${Array.isArray(value) ? "array" : typeof value})`;
}
