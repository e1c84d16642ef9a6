import { describe, expect, it } from "vitest";

import { host } from "../src/pigeon/host.ts";
import { keyFile, pemFile } from "../src/pigeon/pem-file.ts";
import { fromCode, fromText } from "./read-kind.ts";

describe("file", () => {
  it("takes any path, and none", () => {
    for (const path of ["hub.key", "/etc/pigeon/hub.key", "C:\\keys\\hub 1.key", "ключ.pem"])
      expect(fromText(pemFile({}), path)).toBe(path);
    expect(fromCode(pemFile({}), "")).toBe("");
  });

  it("refuses what is no path, and a key put in its place", () => {
    for (const given of ["a\0b", "-----BEGIN PRIVATE KEY-----\nMII", "x".repeat(4097)])
      expect(fromText(pemFile({}), given)).toBe("refused");
    expect(fromCode(pemFile({}), 5)).toBe("refused");
  });

  it("hides a key that was put in the place of its path", () => {
    expect(keyFile({}).kind.mask?.("-----BEGIN PRIVATE KEY----- MII")).toBe("***");
    expect(keyFile({}).kind.mask?.("/etc/hub.key")).toBe("/etc/hub.key");
  });
});

describe("host", () => {
  it.each(["127.0.0.1", "0.0.0.0", "::", "::1", "fe80::1", "localhost", "hub-1.internal", "a.b.c1", "x"])(
    "takes %j",
    (given) => {
      expect(fromText(host({}), given)).toBe(given);
    },
  );

  it.each([
    "localhost:4040",
    "http://localhost",
    "[::1]",
    "300.1.1.1",
    "4040",
    "1.2.3",
    "-a",
    "a-.b",
    "a b",
    "a..b",
    "a_b",
    "",
  ])("refuses %j", (given) => {
    expect(fromText(host({}), given)).toBe("refused");
  });

  it("refuses a name that is too long", () => {
    expect(fromText(host({}), `${"a".repeat(63)}.x`)).not.toBe("refused");
    expect(fromText(host({}), `${"a".repeat(64)}.x`)).toBe("refused");
    expect(fromText(host({}), "a.".repeat(127))).toBe("refused");
  });
});
