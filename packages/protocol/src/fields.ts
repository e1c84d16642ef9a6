import { z } from "zod";
import { MAX_LABELS, MAX_TIMER_MS } from "./limits.ts";
import { itemsOf, mismatch, otherForm, outOfRange, within, wrongLength } from "./wording.ts";

/** Any whole number. */
export const Int = z.int({ error: outOfRange("a whole number") });

/** A whole number within bounds. */
export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  const upTo = max === Number.MAX_SAFE_INTEGER ? " up" : ` to ${max}`;
  const error = outOfRange(`a whole number from ${min}${upTo}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A string within bounds. */
export function text(min: number, max: number, what = "a string") {
  const error = wrongLength(`${what} of ${within(min, max)} characters`);
  return z.string({ error }).min(min, { error }).max(max, { error });
}

const OTHER_THAN_NAME = /[^A-Za-z0-9._:-]/u;

function name(max: number) {
  return text(1, max).regex(/^[A-Za-z0-9._:-]*$/, {
    error: ({ input = "" }) => {
      const [other = ""] = OTHER_THAN_NAME.exec(input) ?? [];
      const position = input.indexOf(other) + 1;
      return `expected only letters, digits and . _ : -, received ${JSON.stringify(other)} at position ${position}`;
    },
  });
}

/** An id as Pigeon gives it, or as a worker chooses it: 1..200 letters, digits and `. _ : -`. */
export const Id = name(200);

/** A job's type: 1..128 letters, digits and `. _ : -`. */
export const JobType = name(128);

const aTime = otherForm("an ISO 8601 time with Z or an offset, such as 2026-01-31T09:30:00Z");

/** An ISO 8601 time, with Z or an offset, of the years 0000 to 9999 in UTC. */
export const Time = z.iso
  .datetime({ offset: true, error: aTime })
  // An offset can carry the first and the last day into a year that has no four digits.
  .refine((time) => !/^(0000-01-01|9999-12-31)/.test(time) || isFourDigitYear(time), {
    error: "expected a time of the years 0000 to 9999 in UTC, received one outside them",
  });

function isFourDigitYear(time: string): boolean {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) || date.toISOString().length === 24;
}

/** A duration in whole milliseconds that a timer can hold. */
export const DurationMs = whole(0, MAX_TIMER_MS);

/**
 * An array within bounds. The bounds are checked before the items, so that no body, however long, makes
 * more problems than it may have items.
 */
export function list<S extends z.ZodType>(item: S, min: number, max: number) {
  return z.preprocess((items: z.input<S>[], context) => {
    if (!Array.isArray(items) || (items.length >= min && items.length <= max)) return items;
    const message = mismatch(`${within(min, max)} items`, items, itemsOf(items));
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }, z.array(item).min(min).max(max));
}

/** Names and values that people filter by: at most 64, names of 1..128 characters, values of up to 1024. */
export const Labels = z.preprocess(
  (labels: Record<string, string>, context) => {
    if (typeof labels !== "object" || labels === null) return labels;
    const count = Object.keys(labels).length;
    if (count > MAX_LABELS) {
      const message = mismatch(`at most ${MAX_LABELS} labels`, labels, String(count));
      context.addIssue({ code: "custom", message });
    }
    // A record would drop it without a word.
    if (Object.hasOwn(labels, "__proto__")) {
      const message = "expected another name for this label; __proto__ is reserved";
      context.addIssue({ code: "custom", path: ["__proto__"], message });
    }
    return labels;
  },
  z.record(text(1, 128, "a label's name"), text(0, 1024)),
);

/** A whole number in a query string. */
export function queryInt(min: number, max: number, fallback: number) {
  const expected = `a whole number from ${min} to ${max}`;
  const error = otherForm(expected);
  return z
    .string({ error })
    .regex(/^\d{1,15}$/, { error })
    .transform(Number)
    .pipe(whole(min, max))
    .default(fallback);
}
