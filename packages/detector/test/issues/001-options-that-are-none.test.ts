import { expect, test } from "vitest";
import { createDetector, DetectorOptionsError, type DetectorOptions } from "../../src/index.ts";

// These were TypeErrors from within, or taken without a word.
test.each<[unknown, string]>([
  [null, "null"],
  ["fast", '"fast" (string)'],
  [[], "an array"],
])("options that are no object are refused by name: %j", (options, received) => {
  expect(() => createDetector(options as DetectorOptions)).toThrow(
    new DetectorOptionsError([{ option: "options", received, expected: "an object" }]),
  );
});
