import { expect, test } from "vitest";
import { HELP, readArguments, UsageError } from "../../src/commands/arguments.ts";
import { version } from "../../src/version.ts";
import { command } from "../command-fixture.ts";

test.each([
  [[], { kind: "run" }],
  [["--help"], { kind: "help" }],
  [["backup", "-h"], { kind: "help" }],
  [["-v"], { kind: "version" }],
  [["backup", "x.db"], { kind: "backup", to: "x.db", tlsFiles: {} }],
  [
    ["backup", "x.db", "--ca", "ca.pem", "--cert=c.pem", "--key=k.pem"],
    { kind: "backup", to: "x.db", tlsFiles: { ca: "ca.pem", cert: "c.pem", key: "k.pem" } },
  ],
  [["--explain-config"], { kind: "explain-config" }],
  [["--", "--explain-config"], { kind: "explain-config" }],
  [["check"], { kind: "check", file: undefined }],
  [["check", "x.db"], { kind: "check", file: "x.db" }],
])("%j is understood", (args, expected) => {
  expect(readArguments(args)).toEqual(expected);
});

test("files for https, from the command line before the environment", () => {
  const env = { PIGEON_CA_FILE: "a", PIGEON_CERT_FILE: "b", PIGEON_KEY_FILE: "" };
  expect(readArguments(["backup", "x.db", "--ca=ca.pem"], env)).toEqual({
    kind: "backup",
    to: "x.db",
    tlsFiles: { ca: "ca.pem", cert: "b" },
  });
});

test.each([
  [["serve"], 'unexpected argument "serve"'],
  [["check", "a", "b"], 'unexpected argument "b"'],
  [["backup"], "backup: expected the FILE to write"],
  [["backup", ""], "backup: expected the FILE to write"],
  [["check", "--explain-config"], "--explain-config goes without check"],
  [["--port", "1"], "--port"],
  [["check", "--ca", "ca.pem"], "--ca is for backup only"],
  [["--key", "k.pem"], "--key is for backup only"],
  [["--help=yes"], "--help"],
])("%j is refused", (args, message) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(message);
  expect(() => readArguments(args)).toThrow(/; see pigeon-hub --help$/);
});

test("the real command: help and version on stdout, a wrong call on stderr with 2", async () => {
  expect(await command(["--help"])).toEqual({ code: 0, out: `${HELP}\n`, errors: "" });
  expect(await command(["--version"])).toEqual({ code: 0, out: `${version}\n`, errors: "" });
  expect(await command(["start"])).toEqual({
    code: 2,
    out: "",
    errors: 'pigeon-hub: unexpected argument "start"; see pigeon-hub --help\n',
  });
});
