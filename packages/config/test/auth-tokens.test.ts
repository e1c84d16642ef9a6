import { describe, expect, it } from "vitest";

import type { AuthToken } from "../src/index.ts";
import { authTokens, findTokenProblems } from "../src/pigeon/auth-tokens.ts";
import { fromText, refusals } from "./read-kind.ts";

const field = authTokens({});
const messages = (text: string): readonly string[] => refusals(field, text);

describe("authTokens", () => {
  it("reads entries, and colons within a secret", () => {
    expect(fromText(field, "ci:client:s3cret:with:colons, box-1:worker:another-secret")).toEqual([
      { name: "ci", role: "client", secret: "s3cret:with:colons" },
      { name: "box-1", role: "worker", secret: "another-secret" },
    ]);
  });

  it("writes what it reads", () => {
    const text = "ci:client:s3cret:with:colons,op:admin:12345678";
    expect(field.kind.write(fromText(field, text) as AuthToken[])).toBe(text);
  });

  it.each([
    ["ci", "entry 1 to have the form name:role:secret"],
    ["ci:client", "entry 1 to have the form name:role:secret"],
    ["ci:client:12345678,", undefined],
    ["ci:client:12345678,,", "entry 2 to have the form name:role:secret"],
    ["ci:boss:12345678", 'entry 1 ("ci") to have the role client, worker or admin'],
    ["ci:client:1234567", 'entry 1 ("ci") to have a secret of at least 8 characters'],
    ["ci:client:", 'entry 1 ("ci") to have a secret of at least 8 characters'],
    ["ci:client:123 45678", 'entry 1 ("ci") to have a secret of visible ASCII characters'],
    ["ci:client:1234567é", 'entry 1 ("ci") to have a secret of visible ASCII characters'],
    [":client:12345678", "entry 1 to have a name of 1 to 64 letters, digits, dots, dashes or underscores"],
    ["a b:client:12345678", "entry 1 to have a name of 1 to 64 letters, digits, dots, dashes or underscores"],
  ])("of %j tells %j", (text, expected) => {
    expect(messages(text)).toEqual(expected === undefined ? [] : [expected]);
  });

  it("refuses a name or a secret that an earlier entry has", () => {
    expect(messages("a:client:11111111,a:admin:22222222,b:worker:11111111")).toEqual([
      'entry 2 ("a") to have a name of its own: entry 1 has it',
      'entry 3 ("b") to have a secret of its own: entry 1 has it',
    ]);
  });

  it("tells all problems of all entries", () => {
    expect(messages("x,a b:boss:short")).toEqual([
      "entry 1 to have the form name:role:secret",
      "entry 2 to have a name of 1 to 64 letters, digits, dots, dashes or underscores",
      "entry 2 to have the role client, worker or admin",
      "entry 2 to have a secret of at least 8 characters",
    ]);
  });

  it("is secret, and of good tokens leaves name and role", () => {
    expect(field.secret).toBe(true);
    expect(field.kind.redact?.([{ name: "ci", role: "client", secret: "12345678" }])).toEqual([
      { name: "ci", role: "client", secret: "***" },
    ]);
  });
});

describe("findTokenProblems", () => {
  const good = { name: "ci", role: "client", secret: "12345678" };

  it("finds none in good tokens", () => {
    expect(findTokenProblems([good, { name: "op", role: "admin", secret: "with,comma" }])).toEqual([]);
  });

  it("refuses from code what is no token", () => {
    for (const given of [null, undefined, "ci:client:12345678", 5, [good]]) {
      expect(findTokenProblems([given])).toEqual([
        { index: 0, message: "entry 1 to have the form name:role:secret" },
      ]);
    }
    expect(findTokenProblems([good, {}])).toHaveLength(3);
    expect(findTokenProblems([{ ...good, secret: 12_345_678 }])).toHaveLength(1);
    expect(findTokenProblems([{ ...good, rolle: "admin" }])).toEqual([
      { index: 0, message: 'entry 1 ("ci") to have only name, role and secret' },
    ]);
  });
});
