import { KIND_RULES } from "./classification.ts";
import type { Thrown } from "./thrown.ts";
import type { ErrorKind } from "./vocabulary.ts";

type Facts = Pick<Thrown, "name" | "message" | "code" | "status" | "causes" | "fault" | "throttled">;

const KIND_OF_CODE = index((rule) => rule.codes);
const KIND_OF_NAME = index((rule) => rule.names);
const KIND_OF_STATUS = index((rule) => rule.statuses);

// Text is searched only this far, whatever was thrown.
const MAX_TEXT = 1_024;

/**
 * Asks what is most telling first: codes (those of causes too), names, status, code, status and words in messages. Names
 * that say "bug" come late, since fetch and others wrap a lost connection in a TypeError. Last is what an AWS
 * service says of whose fault it is.
 */
export function kindOf(thrown: Facts): ErrorKind {
  const chain = [thrown, ...thrown.causes];
  const codes = chain.flatMap((link) => (link.code === undefined ? [] : [link.code]));
  const names = [...chain.map((link) => link.name), ...codes];
  const texts = chain.map((link) => link.message.slice(0, MAX_TEXT));
  const byName = lookUp(KIND_OF_NAME, names);
  return (
    (thrown.throttled === true ? "throttling" : undefined) ??
    lookUp(KIND_OF_CODE, codes) ??
    (byName === "bug" ? undefined : byName) ??
    kindOfStatus(thrown.status) ??
    lookUp(KIND_OF_CODE, texts.flatMap(codesIn)) ??
    kindOfStatus(texts.map(statusIn).find((status) => status !== undefined)) ??
    KIND_RULES.find((rule) => texts.some((text) => rule.words?.test(text)))?.kind ??
    byName ??
    thrown.fault ??
    "unknown"
  );
}

function kindOfStatus(status: number | undefined): ErrorKind | undefined {
  if (status === undefined || status < 400) return undefined;
  return KIND_OF_STATUS.get(status) ?? (status >= 500 ? "server" : "client");
}

// "HTTP 503", "HTTP/1.1 503 …", "status code 503", "Unexpected server response: 502".
const STATUS = /\b(?:http(?:\/\d(?:\.\d)?)?|status(?: code)?|response(?: code)?)[ :=]{1,3}([45]\d\d)\b/i;

function statusIn(text: string): number | undefined {
  const status = STATUS.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

// A string such as "connect ECONNREFUSED 127.0.0.1:80" still carries its code.
function codesIn(text: string): readonly string[] {
  return text.match(/\bE[A-Z_]{3,20}\b/g) ?? [];
}

function lookUp(kinds: ReadonlyMap<string, ErrorKind>, keys: readonly string[]): ErrorKind | undefined {
  const known = keys.find((key) => kinds.has(key));
  return known === undefined ? undefined : kinds.get(known);
}

function index<K>(keys: (rule: (typeof KIND_RULES)[number]) => readonly K[] | undefined): Map<K, ErrorKind> {
  return new Map(KIND_RULES.flatMap((rule) => (keys(rule) ?? []).map((key) => [key, rule.kind] as const)));
}
