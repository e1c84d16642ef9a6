import { addressProblem, show } from "./option-text.ts";

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
