import { expect, test } from "vitest";
import { readArguments } from "../src/arguments.ts";

const KNOWN = ["hub", "bullmq", "beanstalkd"];

test("without arguments everything is measured in full", () => {
  expect(readArguments([], KNOWN)).toEqual({
    quick: false,
    only: KNOWN,
    parts: ["throughput", "recovery"],
    out: undefined,
  });
});

test("--only takes names by comma or again, and keeps the usual order", () => {
  expect(readArguments(["--only", "beanstalkd,hub"], KNOWN).only).toEqual(["hub", "beanstalkd"]);
  expect(readArguments(["--only", "bullmq", "--only", "hub"], KNOWN).only).toEqual(["hub", "bullmq"]);
});

test("--quick, --part and --out", () => {
  const args = readArguments(["--", "--quick", "--part", "recovery", "--out", "RESULTS.md"], KNOWN);
  expect(args).toMatchObject({ quick: true, parts: ["recovery"], out: "RESULTS.md" });
});

test("an unknown name is refused with the names that there are", () => {
  expect(() => readArguments(["--only", "hub,rabbit"], KNOWN)).toThrow(
    '--only: there is no "rabbit"; there are hub, bullmq, beanstalkd',
  );
  expect(() => readArguments(["--part", "speed"], KNOWN)).toThrow("there are throughput, recovery");
  expect(() => readArguments(["--only", ""], KNOWN)).toThrow('there is no ""');
  expect(() => readArguments(["--fast"], KNOWN)).toThrow("--fast");
});
