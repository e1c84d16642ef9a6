import fc from "fast-check";
import { expect, test } from "vitest";
import { errorFingerprint } from "../src/index.ts";
import { normaliseMessage } from "../src/normalise-message.ts";

const values: Record<string, fc.Arbitrary<string>> = {
  number: fc.nat().map(String),
  uuid: fc.uuid(),
  ip: fc.ipV4(),
  url: fc.webUrl({ validSchemes: ["http", "https"] }).filter((url) => !/['")]/.test(url)),
  date: fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString()),
  duration: fc.nat({ max: 1e9 }).map((ms) => `${ms}ms`),
  quoted: fc.string({ maxLength: 50 }).map((text) => `"${text.replace(/["\n\\]/g, "")}"`),
  path: fc
    .array(fc.stringMatching(/^[a-z][a-z0-9_.-]{0,10}$/), { minLength: 1, maxLength: 6 })
    .map((parts) => `/${parts.join("/")}`),
  email: fc.stringMatching(/^[a-z][a-z0-9.]{0,10}@[a-z]{1,10}\.example$/),
};

test.each(Object.entries(values))("messages that differ in a %s only have one fingerprint", (name, value) => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(normaliseMessage(`call to ${one} failed`)).toBe(`call to <${name}> failed`);
      expect(errorFingerprint(`call to ${one} failed`)).toBe(errorFingerprint(`call to ${other} failed`));
    }),
  );
});

test("what was put in is not replaced again", () => {
  const part = fc.oneof(
    ...Object.values(values),
    fc.constantFrom("a", "failed at", "[x]", "can't", "[redacted]"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const once = normaliseMessage(parts.join(" and "));
      expect(normaliseMessage(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test("any text gives a fingerprint of one form", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(errorFingerprint(text)).toMatch(/^v2:[0-9a-f]{16}$/);
    }),
  );
});
