import type { Job } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { explain } from "../src/api/call.ts";
import { rowOf } from "../src/api/jobs.ts";
import { latencies, rememberLatency } from "../src/live/latency.ts";
import type { Activity } from "../src/live/live-state.ts";
import { describe } from "../src/pages/activity-text.ts";
import { readPayload } from "../src/pages/read-payload.ts";
import { worstFirst } from "../src/pages/worst-first.ts";
import { sourceText } from "../src/pages/source-text.ts";

test("a refusal is said in words that help", () => {
  expect(explain(401, {})).toContain("does not know this one");
  expect(explain(403, { detail: "this needs a token of the role admin, received client" })).toBe(
    "Not allowed: this needs a token of the role admin, received client.",
  );
  expect(explain(409, { detail: "the job is queued" })).toBe("The job is queued");
  expect(explain(502, {})).toBe("The hub answered with status 502");
  const errors = [
    { path: "payload", message: "too large" },
    { path: "", message: "expected an object" },
  ];
  expect(explain(400, { detail: "see errors", errors })).toBe("Payload: too large; expected an object");
});

test("a list's row leaves out what may be large", () => {
  const attempts = [
    { number: 1, workerId: "w1", error: { name: "E", message: "first" } },
    { number: 2, workerId: "w2" },
  ];
  const job = { id: "1", type: "t", state: "leased", payload: "x".repeat(1_000), attempts, maxAttempts: 5 };
  expect(rowOf(job as unknown as Job)).toEqual({
    id: "1",
    type: "t",
    state: "leased",
    attempts: 2,
    maxAttempts: 5,
    workerId: "w2",
  });
  const dead = { ...job, state: "dead", error: { name: "E", message: "no" } };
  expect(rowOf(dead as unknown as Job).error).toBe("E: no");
});

test("what happened is told in a word and a line", () => {
  const activity = (kind: string, data: object) => describe({ kind, id: "1", data } as unknown as Activity);
  expect(
    activity("job", { id: "7", type: "t", cause: "fail", state: "dead", attempt: 3, workerId: "w1" }),
  ).toEqual({
    tone: "bad",
    word: "failed",
    text: "t, now a dead letter",
    job: "7",
    worker: "w1",
  });
  expect(activity("job", { id: "7", type: "t", cause: "lease", state: "leased", attempt: 2 })).toMatchObject({
    text: "t, attempt 2",
  });
  expect(
    activity("worker", { workerId: "w1", change: "status", status: "unhealthy", reasons: ["gone"] }),
  ).toEqual({
    tone: "bad",
    word: "unhealthy",
    text: "gone",
    worker: "w1",
  });
  expect(activity("worker", { workerId: "w1", change: "left" })).toMatchObject({
    tone: "idle",
    word: "left",
  });
  expect(activity("worker", { workerId: "w1", change: "status", status: "degraded" }).tone).toBe("warn");
  expect(activity("worker", { workerId: "w1", change: "status", status: "healthy" }).tone).toBe("ok");
  expect(activity("breaker", { name: "worker:w1", from: "closed", to: "open" })).toMatchObject({
    word: "breaker open",
  });
  expect(activity("fleet", { suspect: true, reason: "many" })).toMatchObject({ tone: "bad", text: "many" });
  expect(activity("alert", { change: "resolved", alert: { summary: "s" } })).toMatchObject({
    tone: "ok",
    text: "s",
  });
});

test("a payload is any JSON, and nothing is none", () => {
  expect(readPayload(' {"a": 1} ')).toEqual({ ok: true, payload: { a: 1 } });
  expect(readPayload("null")).toEqual({ ok: true, payload: null });
  expect(readPayload(" ")).toMatchObject({ ok: false, problem: expect.stringContaining("null") });
  expect(readPayload("{a}")).toMatchObject({ ok: false, problem: expect.stringMatching(/^Not JSON/) });
});

test.each([
  [{ source: "default" }, "default"],
  [{ source: "profile", profile: "production" }, "profile production"],
  [{ source: "file", file: "/etc/pigeon.config.toml", line: 7 }, "file pigeon.config.toml:7"],
  [{ source: "dotenv", file: ".env" }, "dotenv .env"],
])("the source %j is called %s", (setting, text) => expect(sourceText(setting)).toBe(text));

test("the latest latencies of each worker are kept, and none of workers that left", () => {
  const worker = (workerId: string, p50?: number) =>
    ({ workerId, health: p50 === undefined ? {} : { latency: { p50, p95: p50 } } }) as never;
  for (let value = 1; value <= 50; value++) rememberLatency([worker("w1", value), worker("w2")]);
  expect([latencies("w1").length, latencies("w1").at(-1), latencies("w2")]).toEqual([40, 50, []]);
  rememberLatency([worker("w2", 3)]);
  expect([latencies("w1"), latencies("w2")]).toEqual([[], [3]]);
});

test("of what fires the worst comes first, then the newest; what is muted does not come", () => {
  const alert = (key: string, severity: string, second: number, muted = false) =>
    ({ key, severity, muted, startsAt: `2026-01-31T09:30:0${second}.000Z` }) as never;
  const alerts = [
    alert("old", "high", 1),
    alert("low", "low", 9),
    alert("new", "high", 5),
    alert("muted", "critical", 1, true),
    alert("worst", "critical", 0),
  ];
  expect(worstFirst(alerts).map(({ key }) => key)).toEqual(["worst", "new", "old", "low"]);
});
