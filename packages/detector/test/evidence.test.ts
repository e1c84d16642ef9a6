import { describe, expect, test } from "vitest";
import { describeEvidence, type Evidence } from "../src/index.ts";
import { withEvidence } from "../src/evidence.ts";

const cases: [Evidence, string][] = [
  [{ kind: "silence", silentMs: 2000.4, limitMs: 2000 }, "silent for 2000 ms, limit 2000 ms"],
  [{ kind: "consecutive-failures", failures: 4, threshold: 3 }, "4 operations failed in a row, threshold 3"],
  [{ kind: "connection-lost", reason: "ECONNRESET" }, "connection lost: ECONNRESET"],
  [{ kind: "own-report", status: "error" }, 'the worker reports "error"'],
  [{ kind: "relapse", operation: "lease", message: "boom" }, '"lease" failed while recovering: boom'],
  [{ kind: "probe-failed", reason: "no answer" }, "probe failed: no answer"],
  [
    { kind: "low-success-rate", rate: 0.666, limit: 0.8, outcomes: 9 },
    "success rate 0.67 over 9 operations, limit 0.8",
  ],
  [
    { kind: "slow", slow: 2, successes: 10, limitMs: 8000 },
    "2 of the last 10 successes took longer than 8000 ms",
  ],
  [
    {
      kind: "slower-than-usual",
      slower: 7,
      successes: 10,
      operation: "lease",
      latencyMs: 412.4,
      usualMs: 3.123,
    },
    '7 of the last 10 successes were slower than usual: "lease" took 412 ms, usually 3.1 ms',
  ],
  [
    { kind: "high-load", resource: "memory", percent: 86, limit: 85.5 },
    "the worker reports 86 % memory, limit 86 %",
  ],
];

describe("evidence", () => {
  test.each(cases)("%o in words", (evidence, words) => {
    expect(describeEvidence(evidence)).toBe(words);
  });

  test("newer evidence takes the place of its own kind only", () => {
    const lost: Evidence = { kind: "connection-lost", reason: "a" };
    const silence = (silentMs: number): Evidence => ({ kind: "silence", silentMs, limitMs: 1 });
    expect(withEvidence([silence(2), lost], silence(3))).toEqual([lost, silence(3)]);
  });
});
