import { z } from "zod";

/** An issue as zod hands it to whoever words it: with the input, which no message repeats in full. */
export type Issue = z.core.$ZodRawIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "an array",
};

/** What kind of value was received, without its content. */
function kindOf(input: unknown): string {
  if (input === null || input === undefined) return input === null ? "null" : "nothing";
  if (Array.isArray(input)) return "an array";
  return typeof input === "boolean" ? "a boolean" : (KINDS[typeof input] ?? `a ${typeof input}`);
}

/** `expected …, received …`. `received` says more than the kind, where the kind is the right one. */
export function mismatch(expected: string, input: unknown, received: string = kindOf(input)): string {
  return input === undefined ? `missing; expected ${expected}` : `expected ${expected}, received ${received}`;
}

/** For a string that is one, but not in the form expected. */
export function otherForm(expected: string): (issue: Issue) => string {
  return ({ input }) =>
    mismatch(expected, input, typeof input === "string" ? "a string of another form" : kindOf(input));
}

/** For a number with bounds: the number itself is told. */
export function outOfRange(expected: string): (issue: Issue) => string {
  return ({ input }) => mismatch(expected, input, typeof input === "number" ? String(input) : kindOf(input));
}

/** For a string with bounds: its length is told. */
export function wrongLength(expected: string): (issue: Issue) => string {
  return ({ input }) => mismatch(expected, input, lengthOf(input));
}

function lengthOf(input: unknown): string {
  if (typeof input !== "string") return kindOf(input);
  return input === "" ? "an empty string" : `${input.length} characters`;
}

/** Words whatever a schema does not word by itself. Undefined leaves it to zod. */
export function wording(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return mismatch(KINDS[issue.expected] ?? "a value", issue.input);
    case "invalid_value":
      return otherForm(`one of ${issue.values.map(String).join(", ")}`)(issue);
    case "invalid_union":
      return unknownKind(issue);
    case "too_small":
      return mismatch(`at least ${issue.minimum}${unitOf(issue.input)}`, issue.input, sizeOf(issue.input));
    case "too_big":
      return mismatch(`at most ${issue.maximum}${unitOf(issue.input)}`, issue.input, sizeOf(issue.input));
    case "invalid_key":
      return issue.issues[0]?.message;
    case "unrecognized_keys": {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return `unknown field; remove it${known.length === 0 ? "" : ` (known are ${known.join(", ")})`}`;
    }
    default:
      return undefined;
  }
}

/** An object of one of several kinds, whose field says which. */
function unknownKind({ input, discriminator, options }: Issue): string | undefined {
  if (typeof discriminator !== "string" || !Array.isArray(options)) return undefined;
  const kind: unknown =
    typeof input === "object" && input !== null
      ? Object.getOwnPropertyDescriptor(input, discriminator)?.value
      : undefined;
  const expected = `one of ${options.map(String).join(", ")}`;
  return mismatch(expected, kind, typeof kind === "string" ? "another kind" : kindOf(kind));
}

function unitOf(input: unknown): string {
  if (typeof input === "string") return " characters";
  return Array.isArray(input) ? " items" : "";
}

function sizeOf(input: unknown): string {
  return Array.isArray(input) ? itemsOf(input) : typeof input === "number" ? String(input) : lengthOf(input);
}

/** How many items an array has. */
export function itemsOf(input: readonly unknown[]): string {
  return input.length === 0 ? "none" : String(input.length);
}

/** `1 to 10`, or `at most 10`. */
export function within(min: number, max: number): string {
  return min === 0 ? `at most ${max}` : `${min} to ${max}`;
}
