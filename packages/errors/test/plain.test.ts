import { describe, expect, test } from "vitest";
import { plainCopy, secretsIn } from "../src/plain.ts";
import { createRedactor } from "../src/redact.ts";

const redactor = createRedactor();
const copy = (value: unknown): Record<string, unknown> => plainCopy(value, redactor);

describe("plainCopy", () => {
  test("copies plain data and freezes it", () => {
    const source = { a: 1, b: "x", c: [true, null], d: { e: 2 }, gone: undefined };
    const copied = copy(source);
    expect(copied).toEqual({ a: 1, b: "x", c: [true, null], d: { e: 2 } });
    expect(Object.keys(copied)).not.toContain("gone");
    expect([copied, copied["c"], copied["d"]].every((part) => Object.isFrozen(part))).toBe(true);
  });

  test.each([undefined, null, 5, "text"])("is empty for %s", (value) => {
    expect(copy(value)).toEqual({});
  });

  test("turns what JSON cannot say into text", () => {
    const found = copy({
      date: new Date(0),
      never: new Date(Number.NaN),
      url: new URL("https://u:p@a.example/?token=x"),
      pattern: /x/g,
      big: 5n,
      symbol: Symbol("s"),
      nan: Number.NaN,
      minusZero: -0,
      // oxlint-disable-next-line no-sparse-arrays
      holes: [1, , undefined],
      call: () => 1,
      bytes: Buffer.from("abc"),
      set: new Set([1]),
      map: new Map<unknown, unknown>([
        ["a", 1],
        ["token", "x"],
      ]),
      error: Object.assign(new Error("boom password=x"), { code: "E1", config: { headers: "h" } }),
    });
    expect(found).toEqual({
      date: "1970-01-01T00:00:00.000Z",
      never: "Invalid Date",
      url: "https://[redacted]@a.example/?token=[redacted]",
      pattern: "/x/g",
      big: "5",
      symbol: "Symbol(s)",
      nan: "NaN",
      minusZero: 0,
      holes: [1, null, null],
      call: "[function]",
      bytes: "[3 bytes]",
      set: [1],
      map: { a: 1, token: "[redacted]" },
      error: { name: "Error", message: "boom password=[redacted]", code: "E1" },
    });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  test("hides what stands under a secret key, but not that there is nothing", () => {
    expect(
      copy({ password: "x", nested: { apiKey: { a: "b" }, pin: 1234 }, token: null, hasToken: true }),
    ).toEqual({
      password: "[redacted]",
      nested: { apiKey: "[redacted]", pin: "[redacted]" },
      token: null,
      hasToken: true,
    });
  });

  test("marks cycles, but not what merely occurs twice", () => {
    const shared = { a: 1 };
    const source: Record<string, unknown> = { one: shared, two: shared };
    source["self"] = { back: source };
    expect(copy(source)).toEqual({ one: { a: 1 }, two: { a: 1 }, self: { back: "[circular]" } });
  });

  test("survives what throws when it is read", () => {
    const proxy = new Proxy({}, { ownKeys: () => [].at(5) as never });
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const found = copy({
      get bad() {
        throw new Error("no");
      },
      proxy,
      revoked,
      fine: 1,
    });
    expect(found).toEqual({ bad: "[unreadable]", proxy: {}, revoked: "[unreadable]", fine: 1 });
    expect(copy(revoked)).toEqual({});
  });

  test("does not let __proto__ through", () => {
    const found = copy(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'));
    expect(found).toEqual({ a: 1 });
    expect(found["polluted"]).toBeUndefined();
  });

  test("bounds depth, entries, strings, keys and the whole", () => {
    expect(copy({ a: { b: { c: { d: {}, e: [1], f: 1 } } } })).toEqual({
      a: { b: { c: { d: "[object]", e: "[array]", f: 1 } } },
    });
    expect(copy({ list: Array.from({ length: 100 }, (_, i) => i) })["list"]).toHaveLength(32);
    expect(Object.keys(copy(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, i]))))).toHaveLength(
      32,
    );
    expect(copy({ text: "x".repeat(5_000) })["text"]).toHaveLength(1_024);
    expect(Object.keys(copy({ ["k".repeat(500)]: 1 }))[0]).toHaveLength(128);
    const row = Array.from({ length: 32 }, () => 1);
    const wide = Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`r${i}`, row]));
    expect(JSON.stringify(copy(wide))).toContain("[cut]");
  });

  test("leaves out the keys it is told to, of the source itself only", () => {
    const found = plainCopy({ severity: 1, a: { severity: 2 } }, redactor, { without: ["severity"] });
    expect(found).toEqual({ a: { severity: 2 } });
  });
});

describe("secretsIn", () => {
  test("finds the strings below secret keys, longest first", () => {
    const source = { password: "hunter2", user: "me", deep: { credentials: { id: "id-of-it-all", n: 5 } } };
    expect(secretsIn(source, redactor)).toEqual(["id-of-it-all", "hunter2"]);
  });

  test("does not take what is too short, and ends on cycles", () => {
    const source: Record<string, unknown> = { pin: "123" };
    source["token"] = source;
    expect(secretsIn(source, redactor)).toEqual([]);
    expect(secretsIn("text", redactor)).toEqual([]);
  });
});
