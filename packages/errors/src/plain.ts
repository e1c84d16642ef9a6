import { MIN_SECRET_LENGTH, REDACTED } from "./redact.ts";
import type { Redactor } from "./redact.ts";

/** Bounds of a context. Depth stays below the 5 levels that pino prints. */
const MAX_DEPTH = 4;
const MAX_ENTRIES = 32;
const MAX_NODES = 256;
const MAX_KEY = 128;
const MAX_STRING = 1_024;

interface Walk {
  readonly redactor: Redactor;
  readonly secrets: readonly string[];
  readonly path: Set<object>;
  nodes: number;
}

export type PlainObject = Readonly<Record<string, unknown>>;

export interface CopyOptions {
  /** Literal secrets to hide in every string. */
  secrets?: readonly string[];
  /** Keys of the source itself that are left out. */
  without?: readonly string[];
}

/** A frozen copy of plain data: bounded, redacted, without cycles; empty for no object. Never throws. */
export function plainCopy(source: unknown, redactor: Redactor, options: CopyOptions = {}): PlainObject {
  if (typeof source !== "object" || source === null) return Object.freeze({});
  const walk: Walk = { redactor, secrets: options.secrets ?? [], path: new Set([source]), nodes: 0 };
  const entries = entriesOf(source).filter(([key]) => !options.without?.includes(key));
  return copyEntries(entries, walk, 1);
}

/** The strings that stand under secret keys, so that they can be hidden in other texts as well. */
export function secretsIn(source: unknown, redactor: Redactor): string[] {
  const found = new Set<string>();
  let nodes = 0;
  const visit = (value: unknown, secret: boolean, depth: number): void => {
    nodes += 1;
    if (nodes > MAX_NODES) return;
    if (typeof value === "string" && secret && value.length >= MIN_SECRET_LENGTH) found.add(value);
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
    for (const [key, child] of entriesOf(value)) visit(child, secret || redactor.isSecretKey(key), depth + 1);
  };
  visit(source, false, 0);
  // Longest first: a secret may be part of another.
  return [...found].sort((a, b) => b.length - a.length);
}

function copyValue(value: unknown, walk: Walk, depth: number): unknown {
  walk.nodes += 1;
  if (walk.nodes > MAX_NODES) return "[cut]";
  if (value === null || value === undefined || typeof value === "boolean") return value;
  // Adding 0 turns -0 into 0, which is all that JSON knows.
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : String(value);
  if (typeof value === "function") return "[function]";
  if (typeof value === "object") return copyObject(value, walk, depth);
  const text = typeof value === "symbol" || typeof value === "bigint" ? value.toString() : value;
  return walk.redactor.text(text as string, MAX_STRING, walk.secrets);
}

function copyObject(value: object, walk: Walk, depth: number): unknown {
  if (walk.path.has(value)) return "[circular]";
  walk.path.add(value);
  try {
    return copyKnown(value, walk, depth) ?? copyEntries(entriesOf(value), walk, depth + 1);
  } catch {
    // A proxy may refuse even to say what it is.
    return "[unreadable]";
  } finally {
    walk.path.delete(value);
  }
}

function copyKnown(value: object, walk: Walk, depth: number): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return copyValue(String(value), walk, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? "[array]" : "[object]";
  if (!Array.isArray(value) && !(value instanceof Set)) return undefined;
  const items = Array.isArray(value) ? Array.from(value.slice(0, MAX_ENTRIES)) : firstOf(value);
  return Object.freeze(items.map((item: unknown) => copyValue(item, walk, depth + 1) ?? null));
}

function copyEntries(
  entries: readonly (readonly [string, unknown])[],
  walk: Walk,
  depth: number,
): PlainObject {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    // Assigning __proto__ would change the copy instead of adding to it.
    if (key === "__proto__" || value === undefined) continue;
    const name = walk.redactor.text(key, MAX_KEY, walk.secrets);
    const hidden = walk.redactor.isSecretKey(key) && value !== null && typeof value !== "boolean";
    copy[name] = hidden ? REDACTED : copyValue(value, walk, depth);
  }
  return Object.freeze(copy);
}

function entriesOf(source: object): (readonly [string, unknown])[] {
  try {
    if (source instanceof Map) {
      return firstOf(source).map(([key, value]) => [String(key), value]);
    }
    const keys = source instanceof Error ? ["name", "message", "code", "cause"] : Object.keys(source);
    return keys.slice(0, MAX_ENTRIES).map((key) => [key, readable(source, key)]);
  } catch {
    return [];
  }
}

/** The rest may be a cache of millions, and is not walked through. */
function firstOf<T>(items: Iterable<T>): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === MAX_ENTRIES) break;
    first.push(item);
  }
  return first;
}

function readable(source: object, key: string): unknown {
  try {
    return (source as Record<string, unknown>)[key];
  } catch {
    return "[unreadable]";
  }
}
