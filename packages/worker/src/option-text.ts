import { inspect } from "node:util";

/** A received value and its kind, for a message. Long values are cut. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "function") return "a function";
  const text =
    typeof value === "string" ? JSON.stringify(value) : inspect(value, { depth: 0, breakLength: Infinity });
  const kind = Array.isArray(value) ? "array" : typeof value;
  return `${text.length > 100 ? `${text.slice(0, 100)}…` : text} (${kind})`;
}

/** Undefined when the value is a usable address, else what it is. A password in it is not repeated. */
export function addressProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return show(value);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    const isBare = url.username === "" && url.password === "";
    return isBare ? undefined : "an address with a user name or password (not shown)";
  }
  return value.includes("@") ? "something else (not shown)" : show(value);
}
