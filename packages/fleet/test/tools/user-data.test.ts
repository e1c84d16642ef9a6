import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { userData, type BootOptions } from "../../src/aws.ts";
import { boot } from "../aws-setup.ts";

const full: BootOptions = {
  ...boot,
  hubs: ["https://10.0.0.5:4040/", "https://10.0.0.6:4040"],
  hubCa: "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUYQ==\n-----END CERTIFICATE-----\n",
  slots: 8,
  port: 5000,
  setup: "dnf install -y git\necho 'ready'",
};

// Needs shellcheck, of Debian's package of that name.
test.each([
  ["the least", boot],
  ["all options", full],
])("shellcheck has no word to say about user data: %s", (_, options) => {
  const said = execFileSync("shellcheck", ["-S", "style", "-"], {
    input: userData("blue", options),
    encoding: "utf8",
  });
  expect(said).toBe("");
});
