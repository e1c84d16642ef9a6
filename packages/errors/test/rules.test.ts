import { describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorFacts, ErrorMatch, ErrorRule } from "../src/index.ts";
import { findRule } from "../src/rules.ts";
import { silent } from "./support.ts";

const facts: ErrorFacts = {
  category: "job",
  subject: "job-17",
  operation: "render",
  kind: "timeout",
  name: "RenderError",
  message: "page 3 was not drawn",
  code: "E_RENDER",
  status: 503,
  causes: [{ name: "PipeError", message: "pipe broke", code: "EPIPE" }],
  error: new Error("x"),
};

const holds = (when: ErrorRule["when"], about: ErrorFacts = facts): boolean =>
  findRule([{ when, severity: "low" }], about) !== undefined;

describe("a condition", () => {
  test.each<[ErrorMatch, boolean]>([
    [{ category: "job" }, true],
    [{ category: ["worker", "job"] }, true],
    [{ category: "worker" }, false],
    [{ kind: "timeout" }, true],
    [{ kind: ["bug", "server"] }, false],
    [{ name: "RenderError" }, true],
    [{ name: "PipeError" }, true],
    [{ name: "Render" }, false],
    [{ code: "E_RENDER" }, true],
    [{ code: ["X", "EPIPE"] }, true],
    [{ code: "X" }, false],
    [{ status: 503 }, true],
    [{ status: 500 }, false],
    [{ status: "5xx" }, true],
    [{ status: ["4xx", 503] }, true],
    [{ status: "4xx" }, false],
    [{ message: "not drawn" }, true],
    [{ message: /^pipe/ }, true],
    [{ message: [/nothing/, "drawn"] }, true],
    [{ message: "Page" }, false],
    [{ subject: "job-" }, true],
    [{ subject: /^\d/ }, false],
    [{ operation: "render" }, true],
    [{ operation: "rend" }, false],
    [{ name: "RenderError", code: "EPIPE", status: "5xx" }, true],
    [{ name: "RenderError", code: "X" }, false],
  ])("%j holds: %s", (when, expected) => {
    expect(holds(when)).toBe(expected);
  });

  test("does not hold of what the error does not have", () => {
    const { code: _code, status: _status, operation: _operation, ...bare } = { ...facts, causes: [] };
    for (const when of [{ code: "E_RENDER" }, { status: 503 }, { status: "5xx" }, { operation: "render" }]) {
      expect(holds(when as ErrorMatch, bare)).toBe(false);
    }
  });

  test("of a global pattern gives the same answer each time", () => {
    const when = { message: /drawn/g };
    expect([holds(when), holds(when), holds(when)]).toEqual([true, true, true]);
  });

  test("reads 1,024 characters of a text", () => {
    const long = { ...facts, message: `${"x".repeat(1_023)}yz` };
    expect(holds({ message: "xy" }, long)).toBe(true);
    expect(holds({ message: "z" }, long)).toBe(false);
  });

  test("can be a function, and does not hold when that throws", () => {
    expect(holds(({ status }) => status === 503)).toBe(true);
    expect(holds(({ status }) => status === 500)).toBe(false);
    expect(
      holds(() => {
        throw new Error("broken");
      }),
    ).toBe(false);
  });
});

describe("rules of a tracker", () => {
  const rules: ErrorRule[] = [
    { when: { code: "E_QUOTA" }, kind: "capacity" },
    { when: { kind: "timeout", category: "job" }, severity: "critical" },
    { when: ({ error }) => error === "expected", severity: "low", kind: "client", fingerprint: "expected" },
    { when: { code: ["E_QUOTA", "E_DISK"] }, severity: "low" },
  ];
  const tracker = createErrorTracker({ logger: silent, rules });
  const coded = (code: string): Error => Object.assign(new Error("x"), { code });

  test("decide by the first that holds; what it leaves out follows from the rest", () => {
    expect(tracker.logJobError("j", coded("E_QUOTA"))).toMatchObject({ kind: "capacity", severity: "high" });
    expect(tracker.logJobError("j", coded("ETIMEDOUT"))).toMatchObject({
      kind: "timeout",
      severity: "critical",
    });
    expect(tracker.logWorkerError("w", coded("ETIMEDOUT"))).toMatchObject({
      kind: "timeout",
      severity: "high",
    });
    expect(tracker.logJobError("j", coded("E_DISK"))).toMatchObject({ kind: "unknown", severity: "low" });
    expect(tracker.logJobError("j", coded("E_ELSE"))).toMatchObject({ kind: "unknown", severity: "medium" });
  });

  test("give way to the severity and fingerprint of the context", () => {
    const plain = tracker.logJobError("j", "expected");
    expect(plain).toMatchObject({ kind: "client", severity: "low", fingerprint: "expected" });
    const context = { severity: "high", fingerprint: "mine" } as const;
    expect(tracker.logJobError("j", "expected", context)).toMatchObject({
      kind: "client",
      ...context,
      context: {},
    });
    expect(tracker.logJobError("j", "expected", { fingerprint: "" }).fingerprint).toBe("expected");
  });

  test("come before the fingerprint of the error", () => {
    const own = Object.assign(new Error("x"), { fingerprint: "own" });
    expect(tracker.logJobError("j", own).fingerprint).toBe("own");
    const ruled = createErrorTracker({
      logger: silent,
      rules: [{ when: { message: "x" }, fingerprint: "rule" }],
    });
    expect(ruled.logJobError("j", own).fingerprint).toBe("rule");
  });

  test("see what is logged, frozen and not yet redacted", () => {
    const seen: ErrorFacts[] = [];
    const watching = createErrorTracker({
      logger: silent,
      rules: [{ when: (about) => seen.push(about) < 0, kind: "bug" }],
    });
    const error = Object.assign(new Error("token=hunter2"), { code: "EPIPE", status: 500 });
    watching.logInfrastructureError("stop", error);
    watching.logJobError("job-1", error, { operation: "render" });
    expect(seen[0]).toEqual({
      category: "infrastructure",
      subject: "stop",
      operation: "stop",
      kind: "connection",
      name: "Error",
      message: "token=hunter2",
      code: "EPIPE",
      status: 500,
      causes: [],
      error,
    });
    expect(seen[0]?.error).toBe(error);
    expect(Object.isFrozen(seen[0])).toBe(true);
    expect(seen[1]).toMatchObject({ category: "job", subject: "job-1", operation: "render" });
  });
});
