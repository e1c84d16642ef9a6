import { expect, test } from "vitest";
import { readArguments } from "../src/arguments.ts";

test("files for https, from the command line before the environment", () => {
  const env = { PIGEON_CA_FILE: "a", PIGEON_CERT_FILE: "b", PIGEON_KEY_FILE: "" };
  expect(readArguments(["--handlers=h.js", "--ca=ca.pem", "--key=k.pem"], env)).toMatchObject({
    options: {},
    tlsFiles: { ca: "ca.pem", cert: "b", key: "k.pem" },
  });
  expect(readArguments(["--handlers=h.js"], { PIGEON_CA_FILE: "" })).toMatchObject({ tlsFiles: {} });
});

test("files to listen with, from the command line before the environment", () => {
  const env = {
    PIGEON_LISTEN_CERT_FILE: "a",
    PIGEON_LISTEN_KEY_FILE: "b",
    PIGEON_LISTEN_CA_FILE: "c",
  };
  const args = ["--handlers=h.js", "--listen-cert=c.pem", "--listen-key=k.pem"];
  expect(readArguments(args, env)).toMatchObject({
    tlsFiles: {},
    listenFiles: { ca: "c", cert: "c.pem", key: "k.pem" },
  });
  expect(readArguments([...args, "--listen-ca=d.pem"], {})).toMatchObject({
    listenFiles: { ca: "d.pem", cert: "c.pem", key: "k.pem" },
  });
});

test("every option", () => {
  const args = [
    "--handlers",
    "h.js",
    "--hub",
    "http://hub:1",
    "--token",
    "t",
    "--slots",
    "3",
    "--id",
    "w",
    "--host",
    "::1",
  ];
  const more = [
    "--port",
    "5",
    "--endpoint",
    "http://e",
    "--label",
    "a=b",
    "--label",
    "c=d=e",
    "--label",
    "f=",
  ];
  expect(
    readArguments([...args, ...more], { PIGEON_HUB_URL: "http://other", PIGEON_TOKEN: "other" }),
  ).toEqual({
    kind: "run",
    handlersFile: "h.js",
    options: {
      hub: "http://hub:1",
      token: "t",
      slots: 3,
      workerId: "w",
      host: "::1",
      port: 5,
      endpoint: "http://e",
      labels: { a: "b", c: "d=e", f: "" },
    },
    tlsFiles: {},
    listenFiles: {},
  });
});

test("what is absent is left to the defaults, the environment gives the hub and the token", () => {
  const run = { kind: "run", handlersFile: "h.js", tlsFiles: {}, listenFiles: {} };
  expect(readArguments(["--handlers=h.js"], {})).toEqual({ ...run, options: {} });
  expect(readArguments(["--handlers=h.js"], { PIGEON_HUB_URL: "http://hub", PIGEON_TOKEN: "t" })).toEqual({
    ...run,
    options: { hub: "http://hub", token: "t" },
  });
  expect(readArguments(["--handlers=h.js"], { PIGEON_HUB_URL: "", PIGEON_TOKEN: "" })).toEqual({
    ...run,
    options: {},
  });
});

test("a file with the token stands in for the token", () => {
  expect(readArguments(["--handlers=h.js", "--token-file=f"], {})).toMatchObject({ tokenFile: "f" });
  expect(readArguments(["--handlers=h.js"], { PIGEON_TOKEN_FILE: "f" })).toMatchObject({ tokenFile: "f" });
  expect(() => readArguments(["--handlers=h.js", "--token-file=f", "--token=t"], {})).toThrow(
    "--token and --token-file: expected one of them, received both",
  );
});

test.each([[["--help"]], [["-h", "--slots", "x"]]])("%j asks for help", (args) => {
  expect(readArguments(args, {})).toEqual({ kind: "help" });
});

test("--version", () => {
  expect(readArguments(["--version"], {})).toEqual({ kind: "version" });
});

test.each([
  [[], "--handlers: expected a file; see pigeon-worker --help"],
  [["--nope"], /Unknown option '--nope'.*see pigeon-worker --help/s],
  [["file.js"], /Unexpected argument 'file.js'/],
  [["--handlers"], /--handlers.*argument missing/s],
  [["--handlers=h.js", "--slots", "four"], '--slots: expected a whole number, received "four"'],
  [["--handlers=h.js", "--port=-1"], '--port: expected a whole number, received "-1"'],
  [["--handlers=h.js", "--label", "novalue"], '--label: expected key=value, received "novalue"'],
  [["--handlers=h.js", "--label", "=v"], '--label: expected key=value, received "=v"'],
])("%j is refused", (args, message) => {
  expect(() => readArguments(args, {})).toThrow(message);
});
