import { describe, expect, test } from "vitest";
import { createRedactor } from "../src/redact.ts";
import { secretKeyTest, SECRET_WORDS, wordPattern } from "../src/secret-keys.ts";

const redactor = createRedactor();
const text = (value: string): string => redactor.text(value, 1_000);

describe("text", () => {
  test.each([
    ["login with password=hunter2 failed", "login with password=[redacted] failed"],
    ["db_password: hunter2", "db_password: [redacted]"],
    ["password=a,b;user=x", "password=[redacted];user=x"],
    ['{"password":"hun\\"ter2","user":"x"}', '{"password":[redacted],"user":"x"}'],
    ["{'apiKey': 'abc'}", "{'apiKey': [redacted]}"],
    ["API_KEY=abc api-key: abc", "API_KEY=[redacted] api-key: [redacted]"],
    ['"{\\"token\\":\\"abc\\"}"', '"{\\"token\\":[redacted]'],
    ['cut off: {"token":"abc\\', 'cut off: {"token":[redacted]'],
    ["client_secret%3Dabc", "client_secret%3D[redacted]"],
    ["mysql --password hunter2 -u x", "mysql --password [redacted] -u x"],
    ['invalid token "abcdef" given', "invalid token [redacted] given"],
    ["https://user:pa@ss@db.example/x", "https://[redacted]@db.example/x"],
    ["postgres://u:pa/s?s#@db.example/x", "postgres://[redacted]@db.example/x"],
    ["postgres://u:pa/s@s@db.example/x", "postgres://[redacted]@db.example/x"],
    ["amqp://u:p/1@h1,amqp://u:p/2@h2", "amqp://[redacted]@h2"],
    ["://://@@", "://[redacted]@"],
    [`Authorization: "" abc`, "Authorization: [redacted]"],
    ["password://user:pass@db/x refused", "password:[redacted] refused"],
    ["://://://@", "://[redacted]@"],
    ["redis://token-only@db.example", "redis://[redacted]@db.example"],
    ["GET /x?access_token=abc&page=2", "GET /x?access_token=[redacted]&page=2"],
    ["GET /x?page=2&key=abc#top", "GET /x?page=2&key=[redacted]#top"],
    ["sent Bearer abcdef0123", "sent Bearer [redacted]"],
    ["Authorization: Custom a b c\nnext", "Authorization: [redacted]\nnext"],
    ["Set-Cookie: sid=1; Path=/\nnext", "Set-Cookie: [redacted]\nnext"],
    ["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.sig-1 bad", "jwt [redacted] bad"],
    ["key AKIAIOSFODNN7EXAMPLE bad", "key [redacted] bad"],
    ["ghp_0123456789abcdefghij", "[redacted]"],
    ["https://hooks.slack.com/services/T0/B0/xyz", "https://hooks.slack.com/services/[redacted]"],
    ["a -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- b", "a [redacted] b"],
    ["a -----BEGIN PRIVATE KEY-----\nabc", "a [redacted]"],
  ])("%j becomes %j", (value, expected) => {
    expect(text(value)).toBe(expected);
    expect(text(expected)).toBe(expected);
  });

  test.each([
    "Unexpected token 'h', is not JSON",
    "connect ECONNREFUSED 127.0.0.1:5432",
    "https://db.example/x?page=2",
    "http://localhost:4873/@pigeon/errors and https://a.example/@me",
    "the password is wrong",
    "3 tokens left",
  ])("leaves %j as it is", (value) => {
    expect(text(value)).toBe(value);
  });

  test("hides the literals it is given, as they are, in a URL and in JSON", () => {
    const secret = 'p@ss "word"';
    const found = createRedactor({ values: [secret] }).text(
      `${secret} | ${encodeURIComponent(secret)} | ${JSON.stringify(secret)}`,
      1_000,
    );
    expect(found).toBe('[redacted] | [redacted] | "[redacted]"');
    expect(redactor.text(`a ${secret} b`, 1_000, [secret])).toBe("a [redacted] b");
  });

  test("takes further keys and patterns, whatever their flags", () => {
    const more = createRedactor({ keys: ["tenantCode", "a.b"], patterns: [/\bSSN-\d+/y, /iban \w+/i] });
    expect(more.text("tenant_code=x, tenantCode: y", 1_000)).toBe(
      "tenant_code=[redacted] tenantCode: [redacted]",
    );
    expect(more.text("a-b=1 axb=2", 1_000)).toBe("a-b=[redacted] axb=2");
    expect(more.text("SSN-1 and SSN-2, IBAN x", 1_000)).toBe("[redacted] and [redacted], [redacted]");
    expect(more.isSecretKey("TENANT-CODE")).toBe(true);
  });

  test("hides nothing when it is off, and still shortens", () => {
    const off = createRedactor(false);
    expect(off.text("password=hunter2", 1_000)).toBe("password=hunter2");
    expect(off.text("password=hunter2", 5, ["hunter2"])).toBe("pa...");
    expect(off.isSecretKey("password")).toBe(false);
  });

  test("shortens after hiding, so that no half of a secret is left", () => {
    const token = `eyJ${"a".repeat(60)}.${"b".repeat(60)}`;
    for (let max = 2; max < 140; max++) expect(redactor.text(`x ${token}`, max)).not.toMatch(/aa|bb/);
    expect(redactor.text("abcdef", 6)).toBe("abcdef");
    expect(redactor.text("abcdefg", 6)).toBe("abc...");
  });

  test("does not show the half of a secret at the end of what it searches", () => {
    const secret = "s3cr3t-value";
    const noise = "password=".padEnd(390, "x");
    const long = `${noise} ${secret} ${"y".repeat(100)}`;
    expect(redactor.text(long, 100, [secret])).toBe("password=[redacted]");
  });
});

describe("secret keys", () => {
  test.each([
    "password",
    "dbPassword",
    "PASSWORD_HASH",
    "api_key",
    "apiKey",
    "x-api-key",
    "Authorization",
    "set-cookie",
    "sessionToken",
    "aws_secret_access_key",
    "clientSecret",
    "privateKey",
    "pwd",
    "auth",
    "pin",
    "credentials",
    "connect.sid.token",
  ])("%s is one", (key) => {
    expect(redactor.isSecretKey(key)).toBe(true);
  });

  test.each(["user", "key", "author", "pinned", "compass", "count", "", "path"])("%j is none", (key) => {
    expect(redactor.isSecretKey(key)).toBe(false);
  });

  test("every default word is known as key and in text", () => {
    const isSecret = secretKeyTest(SECRET_WORDS);
    for (const word of SECRET_WORDS) {
      expect(isSecret(word.toUpperCase())).toBe(true);
      expect(text(`${word}=abc`)).toBe(`${word}=[redacted]`);
    }
  });

  test("words are found in any spelling, and their characters taken literally", () => {
    const found = (word: string, value: string): boolean =>
      new RegExp(`^(?:${wordPattern([word])})$`, "i").test(value);
    for (const spelling of ["apiKey", "api_key", "API-KEY", "api key"])
      expect(found("api-key", spelling)).toBe(true);
    expect(found("a+b", "a+b")).toBe(true);
    expect(found("a+b", "aab")).toBe(false);
  });
});

test("what is kept is a copy, whole or cut", () => {
  const redactor = createRedactor();
  for (const text of [
    "",
    "short",
    "exactly 13 ch",
    "a text that is longer than thirteen characters",
    "ü€𝄞 and more than that",
  ]) {
    expect(redactor.text(text, 1_000)).toBe(text);
  }
  expect(redactor.text("a text that is longer", 20)).toBe("a text that is lo...");
});
