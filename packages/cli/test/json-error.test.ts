import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonErrorAt } from "../src/input/json-error.ts";

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test.each([
  ["{}", undefined],
  [' [1, {"a": "\\u00e9\\n"}, -0.5e+3, null, true, false] \n', undefined],
  ["", 0],
  ["  ", 2],
  ['{"a":}', 5],
  ['{"a":1,}', 7],
  ["[1,]", 3],
  ["[1 2]", 3],
  ["[1", 2],
  ["{a:1}", 1],
  ["{'a':1}", 1],
  ["01", 0],
  ["1.", 0],
  ["nul", 0],
  ['"a', 0],
  ['["a\tb"]', 1],
  ["[1}", 2],
  ["[] []", 3],
  ['{"a" 1}', 5],
])("%j stops being JSON at %j", (text, at) => {
  expect(jsonErrorAt(text)).toBe(at);
  expect(isJson(text)).toBe(at === undefined);
});

test("it says that a text is JSON when JSON.parse does", () => {
  const part = fc.constantFrom(
    ...'{}[],:"\\ \n-+.eE019tfn'.split(""),
    "true",
    "null",
    '"a"',
    '"b":',
    "1",
    "\u0001",
  );
  const soup = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  const broken = fc
    .tuple(fc.json(), fc.nat(), part)
    .map(
      ([text, n, by]) => text.slice(0, n % (text.length + 1)) + by + text.slice((n % (text.length + 1)) + 1),
    );
  fc.assert(
    fc.property(fc.oneof(fc.json(), soup, broken), (text) => {
      const at = jsonErrorAt(text);
      expect(at === undefined).toBe(isJson(text));
      expect(at ?? 0).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2000 },
  );
});
