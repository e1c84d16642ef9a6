import fc from "fast-check";
import { expect, test } from "vitest";
import { hrefOf, PAGES, parseRoute } from "../src/route.ts";

test("what stands in an address is read back as it was written", () => {
  const text = fc.string({ minLength: 1, unit: "grapheme" });
  fc.assert(
    fc.property(
      fc.constantFrom(...PAGES),
      fc.option(text, { nil: undefined }),
      fc.dictionary(fc.stringMatching(/^[a-z]+$/), text, { noNullPrototype: true }),
      (page, item, query) => {
        expect(parseRoute(hrefOf(page, item, query))).toEqual({ page, item, query });
      },
    ),
  );
});

test("an address that nobody wrote is the overview, and never an error", () => {
  fc.assert(
    fc.property(fc.string(), (hash) => {
      expect(PAGES).toContain(parseRoute(hash).page);
    }),
  );
  expect(parseRoute("")).toEqual({ page: "overview", item: undefined, query: {} });
  expect(parseRoute("#/jobs/%E0%A4%A")).toMatchObject({ page: "jobs", item: "%E0%A4%A" });
});

test("empty filters leave nothing behind", () => {
  expect(hrefOf("jobs", undefined, { state: "", type: undefined, text: "a b" })).toBe("#/jobs?text=a+b");
});
