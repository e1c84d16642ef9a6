import { expect, test } from "vitest";
import type { ChaosCall } from "../src/index.ts";
import { compileTarget, type Target } from "../src/target.ts";

const plain: ChaosCall = { name: "payments" };
const get: ChaosCall = { name: "api", method: "GET", url: "http://api.test/v1/users?id=1" };

function matches(target: Target | ((call: ChaosCall) => boolean) | undefined, call: ChaosCall): boolean {
  const { name, rest } = compileTarget(target);
  return name(call.name) && (rest === undefined || rest(call));
}

const cases: readonly [Target | undefined, boolean, boolean][] = [
  [undefined, true, true],
  [{}, true, true],
  [{ name: "payments" }, true, false],
  [{ name: "pay" }, false, false],
  [{ name: /^pay/ }, true, false],
  [{ name: ["api", /^pay/] }, true, true],
  [{ method: "get" }, false, true],
  [{ method: "POST" }, false, false],
  [{ method: ["POST", "GET"] }, false, true],
  [{ url: "http://api.test/v1" }, false, true],
  [{ url: "/v1" }, false, false],
  [{ url: /\/users\b/ }, false, true],
  [{ name: "api", method: "GET", url: /users/ }, false, true],
  [{ name: "api", method: "PUT", url: /users/ }, false, false],
  [{ name: "api", method: "GET", url: /jobs/ }, false, false],
  [{ name: "other", method: "GET", url: /users/ }, false, false],
];

test.each(cases)("%o matches a plain call: %o, a request: %o", (target, onPlain, onGet) => {
  expect(matches(target, plain)).toBe(onPlain);
  expect(matches(target, get)).toBe(onGet);
});

test("a function sees the whole call", () => {
  expect(matches((call) => call.url?.endsWith("id=1") === true, get)).toBe(true);
  expect(matches((call) => call.url !== undefined, plain)).toBe(false);
});

test("a pattern with a memory matches every time, and other flags stay", () => {
  const { name } = compileTarget({ name: /PAY/giy });
  expect([name("payments"), name("payments"), name("a payment")]).toEqual([true, true, true]);
});

test("what the name decides alone needs no look at the call", () => {
  expect(compileTarget({ name: "payments" }).rest).toBeUndefined();
  expect(compileTarget({ method: "GET" }).rest).toBeTypeOf("function");
  expect(compileTarget({ url: "http:" }).rest).toBeTypeOf("function");
});
