import fc from "fast-check";
import { expect, test } from "vitest";
import { whyBehind } from "../../src/backpressure/admission.ts";

const limits = { pendingChanges: 10, pendingPayloadChars: 100 };

test("jobs come in until one of the bounds is reached, and the reason is told", () => {
  expect(whyBehind({ changes: 0, payloadChars: 0 }, limits)).toBeUndefined();
  expect(whyBehind({ changes: 9, payloadChars: 99 }, limits)).toBeUndefined();
  expect(whyBehind({ changes: 10, payloadChars: 0 }, limits)).toBe("10 changes of jobs wait to be written");
  expect(whyBehind({ changes: 1, payloadChars: 100 }, limits)).toBe(
    "payloads of 100 characters wait to be written",
  );
});

test("an idle hub takes any batch, whatever its limits: nobody waits for ever", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.integer({ min: 1 }), (pendingChanges, pendingPayloadChars) => {
      expect(
        whyBehind({ changes: 0, payloadChars: 0 }, { pendingChanges, pendingPayloadChars }),
      ).toBeUndefined();
    }),
  );
});
