import type { ErrorCause } from "./types.ts";
import type { Thrown } from "./thrown.ts";
import type { ErrorKind, Severity } from "./vocabulary.ts";

/** What a rule may look at: the error as it was thrown, before anything is hidden. */
export interface ErrorFacts {
  readonly category: string;
  readonly subject: string;
  readonly operation?: string;
  /** What the built-in rules make of it. */
  readonly kind: ErrorKind;
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  readonly causes: readonly ErrorCause[];
  /** The thrown value itself. */
  readonly error: unknown;
}

/** Conditions as data: all that are given must hold, and of a list one entry is enough. */
export interface ErrorMatch {
  category?: string | readonly string[];
  /** The kind that the built-in rules give. */
  kind?: ErrorKind | readonly ErrorKind[];
  /** Of the error or of one of its causes. */
  name?: string | readonly string[];
  /** Of the error or of one of its causes. */
  code?: string | readonly string[];
  /** A status such as 503, or a class of them such as "5xx". */
  status?: StatusMatch | readonly StatusMatch[];
  /** Part of the message of the error or of a cause: a text, or a pattern that should be linear. */
  message?: string | RegExp | readonly (string | RegExp)[];
  subject?: string | RegExp | readonly (string | RegExp)[];
  operation?: string | readonly string[];
}

export type StatusMatch = number | "4xx" | "5xx";

/** One rule of classification. The first whose `when` holds decides; what it leaves out is decided as without it. */
export interface ErrorRule {
  /** A predicate that throws does not hold. */
  when: ErrorMatch | ((facts: ErrorFacts) => boolean);
  /** Default: the built-in kind. */
  kind?: ErrorKind | undefined;
  /** Default: that of the category for the kind. The context of an error goes before it. */
  severity?: Severity | undefined;
  /** Groups all errors of this rule. */
  fingerprint?: string | undefined;
}

export const MATCH_KEYS: readonly string[] = [
  "category",
  "kind",
  "name",
  "code",
  "status",
  "message",
  "subject",
  "operation",
] satisfies (keyof ErrorMatch)[];

// Patterns run on untrusted text, only this far.
const MAX_TEXT = 1_024;

/** The first rule that holds. */
export function findRule(rules: readonly ErrorRule[], facts: ErrorFacts): ErrorRule | undefined {
  const told = toldBy(facts);
  return rules.find(({ when }) => {
    try {
      if (typeof when !== "function") return matches(when, told);
      const holds: unknown = when(facts);
      if (!(holds instanceof Promise)) return Boolean(holds);
      // It says nothing yet, and its rejection would end the process.
      holds.catch(() => {});
      return false;
    } catch {
      return false;
    }
  });
}

/** Facts without what the rules themselves decide. */
export function factsOf(
  thrown: Thrown,
  kind: ErrorKind,
  about: Pick<ErrorFacts, "category" | "subject" | "operation" | "error">,
): ErrorFacts {
  const { name, message, code, status, causes } = thrown;
  return Object.freeze({
    ...about,
    kind,
    name,
    message,
    causes,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
  });
}

/** What conditions are held against: made once for all rules. */
interface Told {
  readonly facts: ErrorFacts;
  readonly names: readonly string[];
  readonly codes: readonly (string | undefined)[];
  readonly messages: readonly string[];
}

function toldBy(facts: ErrorFacts): Told {
  const chain = [facts, ...facts.causes];
  return {
    facts,
    names: chain.map(({ name }) => name),
    codes: chain.map(({ code }) => code),
    messages: chain.map(({ message }) => message.slice(0, MAX_TEXT)),
  };
}

function matches(match: ErrorMatch, { facts, names, codes, messages }: Told): boolean {
  const { category, kind, name, code, status, message, subject, operation } = match;
  return (
    (category === undefined || listed(category).includes(facts.category)) &&
    (kind === undefined || listed(kind).includes(facts.kind)) &&
    (name === undefined || listed(name).some((one) => names.includes(one))) &&
    (code === undefined || listed(code).some((one) => codes.includes(one))) &&
    (status === undefined || listed(status).some((one) => isStatus(facts.status, one))) &&
    (message === undefined || listed(message).some((one) => messages.some((text) => contains(text, one)))) &&
    (subject === undefined ||
      listed(subject).some((one) => contains(facts.subject.slice(0, MAX_TEXT), one))) &&
    (operation === undefined || listed(operation).some((one) => one === facts.operation))
  );
}

function isStatus(status: number | undefined, wanted: StatusMatch): boolean {
  if (status === undefined || typeof wanted === "number") return status === wanted;
  return Math.floor(status / 100) === Number(wanted[0]);
}

function contains(text: string, wanted: string | RegExp): boolean {
  // `search` knows no lastIndex: a global pattern answers the same each time.
  return typeof wanted === "string" ? text.includes(wanted) : text.search(wanted) !== -1;
}

function listed<T>(wanted: T | readonly T[]): readonly T[] {
  return (Array.isArray(wanted) ? wanted : [wanted]) as readonly T[];
}
