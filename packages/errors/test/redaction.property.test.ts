import fc from "fast-check";
import { expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorContext, ErrorTrackerOptions } from "../src/index.ts";
import { createRedactor } from "../src/redact.ts";
import { MemoryLogger } from "./support.ts";

// Marked, so that it cannot occur by chance, and made of what passwords are made of.
const secret = fc
  .string({ minLength: 4, maxLength: 30, unit: fc.constantFrom(...Array.from('abcXYZ019._~+!$%^*@#,"\\/')) })
  .map((text) => `zQ7${text}7Qz`);
const tokenLike = fc
  .string({ minLength: 4, maxLength: 60, unit: fc.constantFrom(...Array.from("abcXYZ019._-")) })
  .map((text) => `zQ7${text}7Qz`);
const key = fc.constantFrom(
  "password",
  "apiKey",
  "API_KEY",
  "access_token",
  "clientSecret",
  "Authorization",
  "cookie",
);
const words = fc.string({ maxLength: 30, unit: fc.constantFrom(...Array.from("abc xyz-.: \n")) });

/** Everything that leaves the tracker for this error, as one text. */
function shown(error: unknown, context: ErrorContext, options: ErrorTrackerOptions = {}): string {
  const logger = new MemoryLogger();
  const tracker = createErrorTracker({ logger, ...options });
  const record = tracker.logJobError("job-1", error, context);
  const rest = [tracker.getErrors(), tracker.getErrorSummary(), tracker.getTopErrors()];
  return JSON.stringify([record, logger.lines, rest]);
}

const hides = (text: string, hidden: string): void => {
  for (const form of [hidden, JSON.stringify(hidden).slice(1, -1)]) expect(text).not.toContain(form);
};

test("a secret under a secret key of the context shows up nowhere, not even in the message", () => {
  fc.assert(
    fc.property(secret, key, words, words, (hidden, key, before, after) => {
      const error = new Error(`${before}${hidden}${after}`, { cause: new Error(`below ${hidden}`) });
      hides(shown(error, { deep: [{ [key]: hidden }], note: `${before} ${hidden}`, [hidden]: 1 }), hidden);
    }),
    { numRuns: 200 },
  );
});

test("a secret in the words of an error shows up nowhere", () => {
  const forms: ((key: string, hidden: string) => string)[] = [
    (key, hidden) => `${key}=${hidden}`,
    (key, hidden) => `${key}: ${hidden}`,
    (key, hidden) => JSON.stringify({ [key]: hidden, other: 1 }),
    (key, hidden) => JSON.stringify(JSON.stringify({ [key]: hidden })),
    (key, hidden) => `https://a.example/x?page=1&${key}=${hidden}#top`,
    (_key, hidden) => `https://user:${hidden}@a.example/x`,
    (_key, hidden) => `Authorization: Bearer ${hidden}`,
    (_key, hidden) => `Cookie: a=b; sid=${hidden}`,
    (key, hidden) => `run --${key} ${hidden}`,
  ];
  fc.assert(
    fc.property(tokenLike, key, words, fc.constantFrom(...forms), (hidden, key, before, form) => {
      const text = `${before} ${form(key, hidden)} refused`;
      const error = Object.assign(new Error(text, { cause: new Error(text) }), { code: text, name: text });
      hides(shown(error, { note: text, operation: text, correlationId: text, list: [text] }), hidden);
      hides(shown(text, {}), hidden);
    }),
    { numRuns: 300 },
  );
});

test("a literal secret of the options shows up nowhere", () => {
  fc.assert(
    fc.property(secret, words, (hidden, before) => {
      const text = `${before}${hidden}${before}`;
      const redact = { values: [hidden] };
      hides(
        shown(new Error(text), { note: text, url: `x?y=${encodeURIComponent(hidden)}` }, { redact }),
        hidden,
      );
      expect(shown(text, { a: encodeURIComponent(hidden) }, { redact })).not.toContain(
        encodeURIComponent(hidden),
      );
    }),
    { numRuns: 100 },
  );
});

test("hiding what is hidden changes nothing", () => {
  const redactor = createRedactor();
  const line = fc.array(
    fc.oneof(words, key, fc.constantFrom("=", ": ", '"', "&", "?", "://", "@", "Bearer ")),
  );
  fc.assert(
    fc.property(line, (parts) => {
      const once = redactor.text(parts.join(""), 2_000);
      expect(redactor.text(once, 2_000)).toBe(once);
    }),
    {
      numRuns: 500,
      examples: [
        [["://", "://", "@", "@"]],
        [["://", "://", "password", "://", "@"]],
        [["://", "@", "password", "://", "password", "@"]],
        [["Authorization", ":", '"', '"', "a"]],
      ],
    },
  );
});
