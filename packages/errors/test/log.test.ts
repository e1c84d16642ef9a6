import { execFile } from "node:child_process";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import { logFailure, logRecord } from "../src/log.ts";
import { counter, ManualClock, MemoryLogger, record } from "./support.ts";

const run = promisify(execFile);

function pinoInMemory(level = "trace"): { logger: pino.Logger; lines: () => Record<string, unknown>[] } {
  let written = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const lines = (): Record<string, unknown>[] =>
    written
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger: pino({ level, base: null, timestamp: false }, stream), lines };
}

describe("logRecord", () => {
  test.each([
    ["critical", "fatal"],
    ["high", "error"],
    ["medium", "warn"],
    ["low", "info"],
  ] as const)("logs %s as %s", (severity, level) => {
    const logger = new MemoryLogger();
    logRecord(logger, record({ severity }));
    expect(logger.lines.map((line) => line.level)).toEqual([level]);
  });

  test("names the fields as OpenTelemetry does, and leaves out what is not there", () => {
    const logger = new MemoryLogger();
    logRecord(logger, record());
    expect(logger.lines[0]).toEqual({
      level: "warn",
      message: "job error: boom",
      fields: {
        "pigeon.error.id": "e1",
        "pigeon.error.category": "job",
        "pigeon.error.severity": "medium",
        "pigeon.error.kind": "unknown",
        "pigeon.error.fingerprint": "v2:0000000000000000",
        "pigeon.error.subject": "job-1",
        "error.type": "Error",
        "exception.type": "Error",
        "exception.message": "boom",
      },
    });
  });

  test("logs everything a record can have", () => {
    const logger = new MemoryLogger();
    const causes = [{ name: "Error", message: "below" }];
    logRecord(
      logger,
      record({
        stack: "at x",
        code: "EPIPE",
        status: 503,
        operation: "send",
        correlationId: "c-1",
        durationMs: 12,
        causes,
        context: { a: 1 },
      }),
    );
    expect(logger.lines[0]?.fields).toMatchObject({
      "exception.stacktrace": "at x",
      "error.type": "EPIPE",
      "http.response.status_code": 503,
      "pigeon.operation": "send",
      "pigeon.correlation_id": "c-1",
      "pigeon.duration_ms": 12,
      causes,
      context: { a: 1 },
    });
  });

  test("a logger that throws harms nothing", () => {
    const broken = (): never => {
      throw new Error("disk full");
    };
    const logger = { fatal: broken, error: broken, warn: broken, info: broken };
    expect(() => logRecord(logger, record())).not.toThrow();
    expect(() => logFailure(logger, "x", "Error")).not.toThrow();
  });
});

test("a failed callback is logged by its name only", () => {
  const logger = new MemoryLogger();
  const tracker = createErrorTracker({ logger, ids: counter() });
  tracker.onError(() => {
    throw new RangeError("password=hunter2");
  });
  tracker.logJobError("job-1", "boom");
  expect(logger.lines[1]).toEqual({
    level: "warn",
    fields: { "exception.type": "RangeError", "pigeon.error.id": "e1" },
    message: "onError callback failed",
  });
});

test("writes whole lines through a real pino logger", () => {
  const { logger, lines } = pinoInMemory();
  const tracker = createErrorTracker({ logger, clock: new ManualClock(), ids: counter() });
  tracker.logNetworkError("https://a.example", Object.assign(new Error("100%s %d"), { code: "EPIPE" }), {
    severity: "critical",
    a: { b: { c: { d: { e: 1 } } } },
  });
  expect(lines()).toEqual([
    expect.objectContaining({
      level: 60,
      msg: "network error: 100%s %d",
      "error.type": "EPIPE",
      context: { a: { b: { c: { d: "[object]" } } } },
    }),
  ]);
});

test("a given pino logger decides by its own level, and records stay whatever it writes", () => {
  const { logger, lines } = pinoInMemory("error");
  const tracker = createErrorTracker({ logger, level: "trace" });
  tracker.logJobError("job-1", "boom", { severity: "low" });
  expect(lines()).toEqual([]);
  expect(tracker.getErrors()).toHaveLength(1);
});

// Processes take long to start on a machine that is busy.
describe("the default logger", { timeout: 30_000 }, () => {
  const fixture = fileURLToPath(new URL("fixtures/default-logger.ts", import.meta.url));
  // The fixture kills itself, so the call always rejects; what it wrote before is what counts.
  const start = async (level: string): Promise<{ signal: string; stdout: string; stderr: string }> => {
    const ended: unknown = await run(process.execPath, ["--conditions=@pigeon/source", fixture, level]).catch(
      (error: unknown) => error,
    );
    return ended as { signal: string; stdout: string; stderr: string };
  };

  test("writes to stderr, not to stdout, and loses nothing when the process is killed", async () => {
    const { signal, stdout, stderr } = await start("info");
    expect(signal).toBe("SIGKILL");
    expect(stdout).toBe("");
    const lines = stderr.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { level: number }).level)).toEqual([60, 30]);
  });

  test("writes what its level allows", async () => {
    const { stderr } = await start("fatal");
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect((await start("silent")).stderr).toBe("");
  });
});
