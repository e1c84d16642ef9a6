import { didYouMean } from "./suggest.ts";

/** The options that there are: of each, that it exists. */
export type Known<T> = Readonly<Record<keyof T, true>>;

/** @throws {TypeError} for options that do not exist, which most often are misspelt. Values are not shown. */
export function refuseUnknown<T extends object>(what: string, options: T, known: Known<T>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${what}: expected an object of options`);
  }
  const names = Object.keys(known);
  const unknown = Object.keys(options).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  const told = unknown.map((name) => `no option ${name}${didYouMean(name, names)}`);
  throw new TypeError(`${what}: ${told.join("; ")}; there are ${names.join(", ")}`);
}
