import { describe, expect, test } from "vitest";
import { createRedactor } from "../src/redact.ts";
import { inAppFrames } from "../src/stack-frames.ts";
import { splitStack, StackReader } from "../src/stack.ts";

const frames = (...lines: string[]): string[] =>
  inAppFrames(lines.map((line) => `\n    at ${line}`).join(""));

describe("inAppFrames", () => {
  test.each([
    ["run (/app/src/jobs/run.ts:1:2)", "run jobs/run"],
    ["/app/src/jobs/run.ts:1:2", " jobs/run"],
    ["async /app/src/jobs/run.ts:1:2", " jobs/run"],
    ["run (/app/src/jobs/run.ts:12)", "run jobs/run"],
    ["async run (file:///app/dist/jobs/run.mjs:1:2)", "run jobs/run"],
    ["new Runner (/app/jobs/run.cjs:1:2)", "Runner jobs/run"],
    ["async new Runner (/app/jobs/run.tsx:1:2)", "Runner jobs/run"],
    ["Runner.run [as start] (/app/jobs/run.js:1:2)", "run jobs/run"],
    ["Object.<anonymous> (/app/jobs/run.js:1:2)", " jobs/run"],
    ["<anonymous> (/app/jobs/run.js:1:2)", " jobs/run"],
    [String.raw`run (C:\app\jobs\run.js:1:2)`, "run jobs/run"],
    ["run (/app/(shop)/run.js:1:2)", "run (shop)/run"],
    ["run (/app/src/run.ts:1:2)", "run run"],
    ["run (/app/dist/run.js:1:2)", "run run"],
    ["run (/app/lib/run.js:1:2)", "run run"],
    ["run (/app/build/run.js:1:2)", "run run"],
    ["run (/app/out/run.js:1:2)", "run run"],
    ["run (/app/jobs/run.js?t=17#x:1:2)", "run jobs/run"],
    ["run (/app/assets/index-B3a9xK2.js:1:2)", "run assets/index"],
    ["run (/app/assets/index.3f9c2b.js:1:2)", "run assets/index"],
    ["run (/app/release-17/run2.js:1:2)", "run release-0/run0"],
    ["run (/app/jobs/run-once.js:1:2)", "run jobs/run-once"],
    ["run (/app/jobs/run.js:1:2", " jobs/run"],
  ])("%s is %j", (line, expected) => {
    expect(frames(line)).toEqual([expected]);
  });

  test.each([
    "node:internal/process/task_queues:105:5",
    "processTicksAndRejections (node:internal/process/task_queues:105:5)",
    "emit (internal/events.js:1:2)",
    "send (/app/node_modules/undici/index.js:1:2)",
    String.raw`send (C:\app\node_modules\undici\index.js:1:2)`,
    "async Promise.all (index 0)",
    "Array.map (<anonymous>)",
    "JSON.parse (native:1:1)",
    "wasm://wasm/0012:wasm-function[3]:0x12:1",
    "eval (eval at run (/app/run.js:1:2), <anonymous>:1:1)",
    "evalmachine.<anonymous>:1:1",
    "[eval]:1:23",
    "run (/app/run.js)",
  ])("%s is not in the program", (line) => {
    expect(frames(line)).toEqual([]);
  });

  test("are the three nearest, and a recursion counts once", () => {
    expect(frames("a (/x/f.js:1:1)", "b (/x/f.js:1:1)", "c (/x/f.js:1:1)", "d (/x/f.js:1:1)")).toEqual([
      "a x/f",
      "b x/f",
      "c x/f",
    ]);
    expect(frames("a (/x/f.js:1:1)", "a (/x/f.js:2:1)", "a (/x/f.js:1:1)", "b (/x/f.js:1:1)")).toEqual([
      "a x/f",
      "b x/f",
    ]);
    expect(frames("send (/node_modules/f.js:1:1)", "a (/x/f.js:1:1)")).toEqual(["a x/f"]);
  });

  test("are of no other text, and are sought in 64 lines of at most 1,400 characters", () => {
    expect(inAppFrames("")).toEqual([]);
    expect(inAppFrames('Traceback:\n  File "/app/x.py", line 3, in run')).toEqual([]);
    expect(inAppFrames("run@/app/x.js:1:2")).toEqual([]);
    const foreign = Array.from({ length: 63 }, () => "f (node:net:1:1)");
    expect(frames(...foreign.slice(1), "a (/x/f.js:1:1)")).toEqual(["a x/f"]);
    expect(frames(...foreign, "a (/x/f.js:1:1)")).toEqual([]);
    expect(frames(`a (/x/${"y".repeat(1_500)}/f.js:1:1)`, "b (/x/f.js:1:1)")).toEqual(["b x/f"]);
  });
});

describe("splitStack", () => {
  test("parts name and message from the frames", () => {
    expect(splitStack("Error: x\n    at a (b:1:2)", "x")).toEqual(["Error: x", "\n    at a (b:1:2)"]);
    expect(splitStack("Error: y\n    at a (b:1:2)", "x")).toEqual(["Error: y", "\n    at a (b:1:2)"]);
    expect(splitStack("Error\n    at a (b:1:2)", "")).toEqual(["Error", "\n    at a (b:1:2)"]);
    expect(splitStack("Error: x", "x")).toEqual(["Error: x", ""]);
    expect(splitStack("", "")).toEqual(["", ""]);
  });

  test("does not take lines of the message for frames", () => {
    const message = "x\n    at forged (/app/f.js:1:1)\nend";
    const stack = `Error: ${message}\n    at a (b:1:2)`;
    expect(splitStack(stack, message)).toEqual([`Error: ${message}`, "\n    at a (b:1:2)"]);
  });

  test("looks for the message only in front", () => {
    const stack = `Error\n    at a (b:1:2)${"\n    at c (d:1:2)".repeat(30)}\n    at last (e:1:2)`;
    expect(splitStack(stack, "last")[0]).toBe("Error");
  });

  test("reads 8,192 characters of frames", () => {
    expect(splitStack(`Error: x${"\n    at a (b:1:2)".repeat(1_000)}`, "x")[1]).toHaveLength(8_192);
  });
});

describe("StackReader", () => {
  const reader = (): StackReader => new StackReader(createRedactor());

  test("shows the message as it is shown elsewhere, and the frames redacted", () => {
    const stack = "Error: login with hunter2\n    at a (/x/f.js?token=abcdef:1:2)";
    const { text, inApp } = reader().read(stack, "login with hunter2", "login with [redacted]", ["hunter2"]);
    expect(text).toBe("Error: login with [redacted]\n    at a (/x/f.js?token=[redacted])");
    expect(inApp).toEqual(["a x/f"]);
  });

  test("redacts the head when it does not hold the message", () => {
    const { text } = reader().read("Error: token=abcdef\n    at a (b:1:2)", "other", "other", []);
    expect(text).toBe("Error: token=[redacted]\n    at a (b:1:2)");
    expect(reader().read("Error: token=abcdef", "", "", []).text).toBe("Error: token=[redacted]");
  });

  test("remembers frames, but never those that held a secret of one context", () => {
    const reading = reader();
    const stack = "Error: x\n    at hunter2 (/x/f.js:1:2)";
    expect(reading.read(stack, "x", "x", ["hunter2"]).text).toBe("Error: x\n    at [redacted] (/x/f.js:1:2)");
    expect(reading.read(stack, "x", "x", []).text).toBe(stack);
    expect(reading.read(stack, "x", "x", ["hunter2"]).text).toBe("Error: x\n    at [redacted] (/x/f.js:1:2)");
    expect(reading.read(stack, "x", "x", []).inApp).toBe(reading.read(stack, "x", "x", []).inApp);
  });

  test("gives at most 4,096 characters", () => {
    const { text } = reader().read(`Error: x${"\n    at a (b:1:2)".repeat(400)}`, "x", "x", []);
    expect(text).toHaveLength(4_096);
    expect(text.endsWith("...")).toBe(true);
    const exact = `Error: x${"\n    at a (b:1:2)".repeat(20)}`;
    expect(reader().read(exact, "x", "x", []).text).toBe(exact);
  });
});
