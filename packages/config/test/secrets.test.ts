import { expect, it } from "vitest";

import { integer, list, secret, url } from "../src/index.ts";
import { redactValue, showValue } from "../src/secrets.ts";

it("shows nothing of a secret, also where its kind could show a part", () => {
  const hook = "https://hooks.example.com/hunter2";
  expect(redactValue(url({ secret: true }), hook)).toBe("***");
  expect(showValue(url({ secret: true }), hook)).toBe("***");
  expect(redactValue(url(), hook)).toBe(hook);
  expect(redactValue(integer({ secret: true }), 5)).toBe("***");
  expect(redactValue(list(secret()), ["hunter2"])).toEqual(["***"]);
});

it("leaves what is absent as it is", () => {
  expect([redactValue(secret(), undefined), showValue(secret(), undefined)]).toEqual([undefined, ""]);
});
