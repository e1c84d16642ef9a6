import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { userData } from "../../src/aws.ts";
import { boot, fullBoot } from "../aws-setup.ts";

// Needs shellcheck, of Debian's package of that name.
test.each([
  ["the least", boot],
  ["all options", fullBoot],
])("shellcheck has no word to say about user data: %s", (_, options) => {
  const said = execFileSync("shellcheck", ["-S", "style", "-"], {
    input: userData("blue", options),
    encoding: "utf8",
  });
  expect(said).toBe("");
});
