import { describe, expect, test } from "vitest";
import { duration, get, readThrown } from "../src/thrown.ts";

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error("no");
    },
    getPrototypeOf() {
      throw new Error("no");
    },
    ownKeys() {
      throw new Error("no");
    },
  },
);

describe("readThrown", () => {
  test("reads an Error", () => {
    const error = new TypeError("boom");
    expect(readThrown(error)).toEqual({ name: "TypeError", message: "boom", stack: error.stack, causes: [] });
  });

  test.each([
    ["text", "text"],
    [42, "42"],
    [10n, "10"],
    [true, "true"],
    [undefined, "undefined"],
    [null, "null"],
    [Symbol("s"), "Symbol(s)"],
    ["", "NonError"],
  ])("reads the primitive %s", (value, message) => {
    expect(readThrown(value)).toEqual({ name: "NonError", message, causes: [] });
  });

  test("reads plain objects by what text they have, else by their keys", () => {
    expect(readThrown({ message: "m" })).toMatchObject({ name: "Object", message: "m" });
    expect(readThrown({ name: "Error", message: "from JSON" }).name).toBe("Error");
    expect(readThrown({ name: "RangeError", message: "from JSON" }).name).toBe("RangeError");
    expect(readThrown({ reason: "r" }).message).toBe("r");
    expect(readThrown({ a: 1, b: 2 }).message).toBe("object with a, b");
    expect(readThrown({}).message).toBe("Object");
    expect(readThrown(Object.create(null))).toEqual({ name: "NonError", message: "NonError", causes: [] });
  });

  test("names a subclass that did not name itself", () => {
    class StoreError extends Error {}
    expect(readThrown(new StoreError("x")).name).toBe("StoreError");
    expect(readThrown(new Error("x")).name).toBe("Error");
    expect(readThrown(Object.assign(new Error("x"), { name: "Throttling" })).name).toBe("Throttling");
  });

  test("reads codes, but not the ancient number of a DOMException", () => {
    expect(readThrown(Object.assign(new Error("x"), { code: "EPIPE" })).code).toBe("EPIPE");
    expect(readThrown(Object.assign(new Error("x"), { code: 14 })).code).toBe("14");
    expect(readThrown(new DOMException("late", "TimeoutError")).code).toBeUndefined();
    expect(readThrown(new DOMException("late", "TimeoutError")).name).toBe("TimeoutError");
  });

  test.each([
    [{ status: 503 }, 503],
    [{ statusCode: 404 }, 404],
    [{ $metadata: { httpStatusCode: 400 } }, 400],
    [{ response: { status: 429 } }, 429],
    [{ status: 42 }, undefined],
    [{ status: "500" }, undefined],
    [{ status: 600 }, undefined],
    [{ cause: { status: 500 } }, 500],
  ])("finds the status of %j", (fields, status) => {
    expect(readThrown(Object.assign(new Error("x"), fields)).status).toBe(status);
  });

  test("reads what the error says of retrying, wherever in the chain", () => {
    const cause = Object.assign(new Error("busy"), { retryable: false, retryAfterMs: 250 });
    expect(readThrown(new Error("x", { cause }))).toMatchObject({ retryable: false, retryAfterMs: 250 });
    const wrong = readThrown(Object.assign(new Error("x"), { retryable: "yes", retryAfterMs: -1 }));
    expect(wrong.retryable).toBeUndefined();
    expect(wrong.retryAfterMs).toBeUndefined();
  });

  test("follows causes, takes their code, and stops at a cycle", () => {
    const inner = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const outer = new TypeError("fetch failed", { cause: inner });
    Object.assign(inner, { cause: outer });
    expect(readThrown(outer)).toMatchObject({
      code: "ECONNREFUSED",
      causes: [{ name: "Error", message: "connect", code: "ECONNREFUSED" }],
    });
  });

  test("takes the message of an AggregateError without one from its first member", () => {
    const error = new AggregateError([new Error("first"), new RangeError("second")]);
    expect(readThrown(error)).toMatchObject({
      name: "AggregateError",
      message: "first",
      causes: [
        { name: "Error", message: "first" },
        { name: "RangeError", message: "second" },
      ],
    });
  });

  test("lists at most eight causes", () => {
    const many = new AggregateError(Array.from({ length: 100 }, (_, i) => new Error(`${i}`)));
    expect(readThrown(many).causes).toHaveLength(8);
    let chain = new Error("innermost");
    for (let i = 0; i < 100; i++) chain = new Error(`${i}`, { cause: chain });
    expect(readThrown(chain).causes).toHaveLength(8);
  });

  test("survives getters and proxies that throw", () => {
    expect(readThrown(hostile)).toEqual({ name: "NonError", message: "NonError", causes: [] });
    const error = Object.defineProperty(new Error("x"), "message", {
      get() {
        throw new Error("no");
      },
    });
    expect(readThrown(error)).toMatchObject({ name: "Error", message: "Error" });
    expect(readThrown(new Error("x", { cause: hostile })).causes).toEqual([
      { name: "NonError", message: "" },
    ]);
  });
});

test("get reads anything without throwing", () => {
  expect(get({ a: 1 }, "a")).toBe(1);
  expect(get(undefined, "a")).toBeUndefined();
  expect(get(hostile, "a")).toBeUndefined();
});

test.each([
  [0, 0],
  [1.5, 1.5],
  [-1, undefined],
  [Number.NaN, undefined],
  ["5", undefined],
])("duration(%s) is %s", (value, expected) => {
  expect(duration(value)).toBe(expected);
});
