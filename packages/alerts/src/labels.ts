import { createHash } from "node:crypto";

/** Names and values that tell alerts apart, and by which they are routed, grouped and silenced. */
export type Labels = Readonly<Record<string, string>>;

/** Longest value of a label, in characters. */
export const LONGEST_LABEL = 256;
/** Labels taken from one gauge. */
export const MOST_LABELS = 16;

/** Cuts a text to `longest` characters, with an ellipsis, never through a surrogate pair. */
export function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = longest - 1;
  const before = text.charCodeAt(end - 1);
  return `${text.slice(0, before >= 0xd800 && before <= 0xdbff ? end - 1 : end)}…`;
}

/** A value as a label holds it. */
export function labelValue(value: unknown): string {
  return clip(typeof value === "string" ? value : String(value), LONGEST_LABEL);
}

/** The same text for the same labels, whatever their order. */
export function canonical(labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((name) => [name, labels[name]]);
  return JSON.stringify(pairs);
}

/** A stable key of 32 hexadecimal digits for texts in this order. */
export function keyOf(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);
}

/** Only the labels of these names, in their order; those that are missing are left out. */
export function pick(labels: Labels, names: readonly string[]): Labels {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
