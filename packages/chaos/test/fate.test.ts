import { expect, test } from "vitest";
import { streamOf } from "../src/draw.ts";
import { type Fate, fateOf } from "../src/proxy/fate.ts";
import type { ProxyFaults } from "../src/index.ts";

const fates = (faults: ProxyFaults, seed = 1): Fate[] =>
  Array.from({ length: 2000 }, (_, number) => fateOf(streamOf(seed), number, faults));
const share = (all: readonly Fate[], kind: Fate["kind"]): number =>
  all.filter((fate) => fate.kind === kind).length / all.length;

test("without faults connections pass; with a rate of 1 none does", () => {
  expect(share(fates({}), "pass")).toBe(1);
  expect(share(fates({ refuse: { rate: 0 }, reset: { rate: 0 }, halfOpen: { rate: 0 } }), "pass")).toBe(1);
  expect(share(fates({ refuse: { rate: 1 } }), "refuse")).toBe(1);
  expect(share(fates({ reset: { rate: 1 } }), "reset")).toBe(1);
  expect(share(fates({ halfOpen: { rate: 1 } }), "half-open")).toBe(1);
});

test("each has a draw of its own: a refusal first, then a reset, then a half-open end", () => {
  const all = fates({ refuse: { rate: 0.5 }, reset: { rate: 0.5 }, halfOpen: { rate: 0.5 } });
  const shares = (["refuse", "reset", "half-open", "pass"] as const).map((kind) => share(all, kind));
  for (const [index, expected] of [0.5, 0.25, 0.125, 0.125].entries()) {
    expect(Math.abs((shares[index] ?? 0) - expected)).toBeLessThan(0.05);
  }
});

test("a seed has its fates", () => {
  const faults = { refuse: { rate: 0.5 } };
  expect(fates(faults, 2)).toEqual(fates(faults, 2));
  expect(fates(faults, 3)).not.toEqual(fates(faults, 2));
});

test("what a fate carries: by default with the first byte, and the server is lost", () => {
  const [reset] = fates({ reset: { rate: 1 } });
  expect(reset).toEqual({ kind: "reset", afterBytes: 0 });
  const [half] = fates({ halfOpen: { rate: 1 } });
  expect(half).toEqual({ kind: "half-open", lost: "server", afterBytes: 0 });
  const [own] = fates({ halfOpen: { rate: 1, lost: "client", afterBytes: 9 } });
  expect(own).toEqual({ kind: "half-open", lost: "client", afterBytes: 9 });
  const drawn = fates({ reset: { rate: 1, afterBytes: { min: 10, max: 20 } } });
  const bytes = drawn.map((fate) => (fate.kind === "reset" ? fate.afterBytes : -1));
  expect(Math.min(...bytes)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...bytes)).toBeLessThan(20);
  expect(new Set(bytes).size).toBeGreaterThan(1900);
});
