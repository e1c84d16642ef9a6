import type * as Crypto from "node:crypto";
import type { FastifyRequest } from "fastify";
import { beforeEach, expect, test, vi } from "vitest";
import { Gate } from "../../src/http/auth.ts";
import { Registry } from "../../src/workers/registry.ts";

const compared = vi.hoisted(() => [] as [left: number, right: number][]);
vi.mock("node:crypto", async (original) => {
  const real = await original<typeof Crypto>();
  const timingSafeEqual = (left: Buffer, right: Buffer): boolean => {
    compared.push([left.byteLength, right.byteLength]);
    return real.timingSafeEqual(left, right);
  };
  return { ...real, timingSafeEqual };
});

const SAME_LENGTH = [32, 32];
const tokens = ["a", "b", "c"].map((name) => ({
  name,
  role: "client" as const,
  secret: `secret-of-${name}`,
}));
const gate = new Gate(tokens, new Registry());
const asking = (secret: string) =>
  ({ headers: { authorization: `Bearer ${secret}` } }) as unknown as FastifyRequest;

beforeEach(() => {
  compared.length = 0;
});

test.each(["secret-of-a", "secret-of-c"])("a known token (%s) is compared with all", (secret) => {
  gate.allow(asking(secret), "client");
  expect(compared).toEqual([SAME_LENGTH, SAME_LENGTH, SAME_LENGTH]);
});

test.each([
  ["short", "x"],
  ["similar", "secret-of-d"],
  ["long", "s".repeat(10_000)],
  ["beyond ASCII", "сekret"],
])("an unknown token that is %s is compared with all, at one length", (_what, secret) => {
  expect(() => gate.allow(asking(secret), "client")).toThrow("send a known token");
  expect(compared).toEqual([SAME_LENGTH, SAME_LENGTH, SAME_LENGTH]);
});
