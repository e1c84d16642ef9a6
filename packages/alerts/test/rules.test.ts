import { describe, expect, test } from "vitest";
import type { AlertEvent } from "../src/index.ts";
import { book, error } from "./book.ts";

describe("errors", () => {
  test("by severity: one is enough, and a quiet window ends it", () => {
    const { see, wait, active } = book(
      { type: "errors", minSeverity: "high", withinMs: 12_000 },
      { summary: "{count} {category} {kind} {fingerprint} {subject} {message}", labels: { team: "core" } },
    );
    expect(see(error({ severity: "medium" }))).toEqual([]);
    expect(see(error())).toEqual(["+1 network timeout f1 https://a too late"]);
    expect(active()).toEqual([{ team: "core", alertname: "R", severity: "high" }]);
    expect(see(error({ severity: "critical" }))).toEqual([]);
    expect(wait(10_999)).toEqual([]);
    expect(wait(1001)).toEqual(["-2 network timeout f1 https://a too late"]);
    expect(active()).toEqual([]);
    expect(wait(1_000_000)).toEqual([]);
  });

  test("by rate, with hysteresis", () => {
    const { see, wait, time } = book({ type: "errors", count: 3, clearBelow: 2, withinMs: 12_000 });
    time.now = 1_200_000;
    expect([...see(error()), ...see(error())]).toEqual([]);
    wait(1000);
    expect(see(error())).toEqual(["+R"]);
    expect(wait(11_000)).toEqual(["-R"]);
    // One is left of the three: two more fire again.
    expect(see(error())).toEqual([]);
    expect(see(error())).toEqual(["+R"]);
    wait(6000);
    expect(see(error())).toEqual([]);
    expect(see(error())).toEqual([]);
    // Two are left, which is not below two.
    expect(wait(6000)).toEqual([]);
    expect(wait(6000)).toEqual(["-R"]);
  });

  test("by category and kind, with wildcards", () => {
    const { see } = book({ type: "errors", categories: ["net*"], kinds: ["time*", ""] });
    expect(see(error({ category: "job" }))).toEqual([]);
    expect(see(error({ kind: "server" }))).toEqual([]);
    expect(see(error({ kind: undefined }))).toEqual(["+R"]);
  });

  test("one alert for each value", () => {
    const { see, active } = book({ type: "errors", by: ["category", "subject"] });
    expect(see(error())).toHaveLength(1);
    expect(see(error())).toHaveLength(0);
    expect(see(error({ subject: undefined }))).toHaveLength(1);
    expect(see(error({ category: "job" }))).toHaveLength(1);
    expect(active()).toEqual([
      { category: "network", subject: "https://a", alertname: "R", severity: "high" },
      { category: "network", subject: "", alertname: "R", severity: "high" },
      { category: "job", subject: "https://a", alertname: "R", severity: "high" },
    ]);
    const byOne = book({ type: "errors", by: ["fingerprint"] });
    byOne.see(error());
    expect(byOne.active()).toEqual([{ fingerprint: "f1", alertname: "R", severity: "high" }]);
  });

  test("beyond maxAlerts all share one", () => {
    const { see, active, wait } = book(
      { type: "errors", by: ["fingerprint"], count: 2, withinMs: 12_000 },
      { maxAlerts: 2 },
    );
    for (const fingerprint of ["a", "a", "b", "c"]) see(error({ fingerprint }));
    expect(see(error({ fingerprint: "d" }))).toEqual(["+R"]);
    expect(active().map((labels) => labels["fingerprint"])).toEqual(["a", "(others)"]);
    expect(wait(20_000)).toEqual(["-R", "-R"]);
    see(error({ fingerprint: "e" }));
    expect(see(error({ fingerprint: "e" }))).toEqual(["+R"]);
    expect(active().map((labels) => labels["fingerprint"])).toEqual(["e"]);
  });
});

describe("dead letters", () => {
  const dead = (jobType: string, count?: number): AlertEvent => ({
    type: "dead-letter",
    jobType,
    count,
    reason: "bad",
  });

  test("of some job types, for each", () => {
    const { see, active } = book(
      { type: "dead-letters", jobTypes: ["image.*"], by: ["jobType"], count: 5 },
      { summary: "{count} {jobType} {reason}" },
    );
    expect(see(dead("mail", 10))).toEqual([]);
    expect(see(dead("image.a", 4))).toEqual([]);
    expect(see(dead("image.b", 6))).toEqual(["+6 image.b bad"]);
    expect(see(dead("image.a"))).toEqual(["+5 image.a bad"]);
    expect(active().map((labels) => labels["jobType"])).toEqual(["image.a", "image.b"]);
  });

  test("of all together", () => {
    const { see, active } = book({ type: "dead-letters", count: 2 });
    expect([...see(dead("a")), ...see(dead("b"))]).toEqual(["+R"]);
    expect(active()).toEqual([{ alertname: "R", severity: "high" }]);
  });
});

describe("workers, breakers, fleets, sinks and spikes", () => {
  const worker = (status: Extract<AlertEvent, { type: "worker" }>["status"], workerId = "w"): AlertEvent => ({
    type: "worker",
    workerId,
    status,
    reason: "silent",
  });

  test("a worker fails, recovers, and is well", () => {
    const { see, active } = book({ type: "worker" }, { summary: "{worker} {status}: {reason}" });
    expect(see(worker("degraded"))).toEqual([]);
    expect(see(worker("recovering"))).toEqual([]);
    expect(see(worker("unhealthy"))).toEqual(["+w unhealthy: silent"]);
    expect(active()).toEqual([{ worker: "w", alertname: "R", severity: "high" }]);
    expect(see(worker("recovering"))).toEqual([]);
    expect(see(worker("unhealthy"))).toEqual([]);
    expect(see(worker("healthy", "other"))).toEqual([]);
    expect(see(worker("degraded"))).toEqual(["-w unhealthy: silent"]);
    see(worker("unhealthy"));
    expect(see(worker("gone"))).toHaveLength(1);
    see(worker("unhealthy"));
    expect(see(worker("healthy"))).toHaveLength(1);
  });

  test("by other statuses", () => {
    const { see } = book({ type: "worker", firesOn: ["degraded"], clearsOn: ["gone"] });
    expect(see(worker("unhealthy"))).toEqual([]);
    expect(see(worker("degraded"))).toEqual(["+R"]);
    expect(see(worker("healthy"))).toEqual([]);
    expect(see(worker("gone"))).toEqual(["-R"]);
  });

  test("beyond maxAlerts: over when the last of the others is", () => {
    const { see, active } = book({ type: "worker" }, { maxAlerts: 1, summary: "{worker}" });
    expect(see(worker("unhealthy", "a"))).toEqual(["+a"]);
    expect(see(worker("unhealthy", "b"))).toEqual(["+(others)"]);
    expect(see(worker("unhealthy", "c"))).toEqual([]);
    expect(active().map((labels) => labels["worker"])).toEqual(["a", "(others)"]);
    expect(see(worker("healthy", "a"))).toEqual(["-a"]);
    // It stays where it was counted, though there would be room now.
    expect(see(worker("unhealthy", "b"))).toEqual([]);
    expect(see(worker("healthy", "b"))).toEqual([]);
    expect(see(worker("healthy", "b"))).toEqual([]);
    expect(see(worker("healthy", "d"))).toEqual([]);
    expect(see(worker("healthy", "c"))).toEqual(["-(others)"]);
    expect(see(worker("unhealthy", "c"))).toEqual(["+c"]);
  });

  test("a breaker opens and closes; half-open is neither", () => {
    const at = (state: Extract<AlertEvent, { type: "breaker" }>["state"], name = "pay"): AlertEvent => ({
      type: "breaker",
      name,
      state,
    });
    const { see, active } = book(
      { type: "breaker", names: ["p*"] },
      { summary: "{breaker} {state} {reason}" },
    );
    expect(see(at("open", "other"))).toEqual([]);
    expect(see(at("half-open"))).toEqual([]);
    expect(see(at("open"))).toEqual(["+pay open {reason}"]);
    expect(active()).toEqual([{ breaker: "pay", alertname: "R", severity: "high" }]);
    expect(see(at("half-open"))).toEqual([]);
    expect(see(at("isolated"))).toEqual([]);
    expect(see(at("closed"))).toHaveLength(1);
    see(at("open"));
    expect(see(at("gone"))).toHaveLength(1);
    const own = book({ type: "breaker", firesOn: ["isolated"], clearsOn: ["half-open"] });
    expect(own.see(at("open"))).toEqual([]);
    expect(own.see(at("isolated"))).toEqual(["+R"]);
    expect(own.see(at("closed"))).toEqual([]);
    expect(own.see(at("half-open"))).toEqual(["-R"]);
  });

  test("a fleet is suspect until it is not", () => {
    const { see, active } = book({ type: "fleet-suspect" }, { summary: "{suspects}/{fleetSize} {reason}" });
    expect(see({ type: "fleet-suspect", phase: "end" })).toEqual([]);
    const event = {
      type: "fleet-suspect",
      phase: "begin",
      suspects: 3,
      fleetSize: 5,
      reason: "switch",
    } as const;
    expect(see(event)).toEqual(["+3/5 switch"]);
    expect(active()).toEqual([{ alertname: "R", severity: "high" }]);
    expect(see({ type: "fleet-suspect", phase: "end" })).toHaveLength(1);
  });

  test("a sink is down until it is up", () => {
    const { see, active } = book({ type: "sink" }, { summary: "{sink} {state} {reason}" });
    expect(see({ type: "sink", sink: "slack", state: "down", reason: "no answer" })).toEqual([
      "+slack down no answer",
    ]);
    expect(active()).toEqual([{ sink: "slack", alertname: "R", severity: "high" }]);
    expect(see({ type: "sink", sink: "slack", state: "up" })).toHaveLength(1);
  });

  test("a spike ends when it is told, or when nothing is heard of it", () => {
    const { see, wait, active } = book(
      { type: "spike", subjects: ["net*"] },
      { summary: "{count} for {baseline}" },
    );
    const spike: AlertEvent = { type: "spike", subject: "network", count: 90, baseline: 4 };
    expect(see({ ...spike, subject: "job" })).toEqual([]);
    expect(see(spike)).toEqual(["+90 for 4"]);
    expect(active()).toEqual([{ subject: "network", alertname: "R", severity: "high" }]);
    expect(wait(599_999)).toEqual([]);
    see(spike);
    expect(wait(599_999)).toEqual([]);
    expect(wait(1)).toHaveLength(1);
    expect(see({ ...spike, phase: "begin" })).toEqual(["+90 for 4"]);
    expect(see({ ...spike, phase: "end" })).toHaveLength(1);
  });
});
