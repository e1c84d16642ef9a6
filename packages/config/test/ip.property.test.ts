import { isIP } from "node:net";

import fc from "fast-check";
import { expect, it } from "vitest";

import { ipVersion } from "../src/pigeon/ip.ts";

it("agrees with Node.js on any text", () => {
  const part = fc.constantFrom(
    ":",
    "::",
    "1",
    "0",
    "ffff",
    "fffff",
    "10.0.0.1",
    "1.2.3",
    ".",
    "01",
    "%eth0",
    "g",
    "[",
    "]",
    "/",
    " ",
  );
  const broken = fc.array(part, { maxLength: 10 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(broken, fc.ipV6(), fc.ipV4(), fc.ipV4Extended(), fc.string()), (text) => {
      expect(ipVersion(text)).toBe(isIP(text));
    }),
    { numRuns: 2000 },
  );
});
