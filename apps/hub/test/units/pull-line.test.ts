import { expect, test } from "vitest";
import type { OutgoingLease } from "../../src/workers/link.ts";
import { PullLine } from "../../src/workers/pull-line.ts";

const lease = (leaseId: string): OutgoingLease => ({
  leaseId,
  jobId: "job-1",
  type: "mail",
  payload: "null",
  attempt: 1,
  timeoutMs: 1000,
  deadline: "2026-01-01T00:00:00.000Z",
});

function setUp() {
  const line = new PullLine();
  const heard: [string, string[]][] = [];
  const wait = (name: string, max: number) =>
    line.wait(max, (leases) => heard.push([name, leases.map(({ leaseId }) => leaseId)]));
  return { line, heard, wait };
}

test("without a poll nothing can be handed over", () => {
  const { line } = setUp();
  expect([line.open, line.hand([lease("a")])]).toEqual([0, false]);
});

test("a poll takes leases once", () => {
  const { line, heard, wait } = setUp();
  wait("poll", 3);
  expect(line.open).toBe(3);
  expect(line.hand([lease("a"), lease("b")])).toBe(true);
  expect(heard).toEqual([["poll", ["a", "b"]]]);
  expect([line.open, line.hand([lease("c")])]).toEqual([0, false]);
});

test("a newer poll takes the place of the one before, which is answered with none", () => {
  const { line, heard, wait } = setUp();
  wait("old", 1);
  wait("new", 2);
  expect(heard).toEqual([["old", []]]);
  expect(line.open).toBe(2);
  line.hand([lease("a")]);
  expect(heard).toEqual([
    ["old", []],
    ["new", ["a"]],
  ]);
});

test("a poll that ended is gone; the end of an older one does not touch it", () => {
  const { line, wait } = setUp();
  const endOld = wait("old", 1);
  const endNew = wait("new", 2);
  endOld();
  expect(line.open).toBe(2);
  endNew();
  endNew();
  expect([line.open, line.hand([])]).toEqual([0, false]);
});

test("a poll never gets more than it asked for, although an earlier one asked for more", () => {
  const { line, heard, wait } = setUp();
  wait("old", 3);
  wait("new", 1);
  expect(line.hand([lease("a"), lease("b")])).toBe(false);
  expect(line.hand([lease("a")])).toBe(true);
  expect(heard).toEqual([
    ["old", []],
    ["new", ["a"]],
  ]);
});
